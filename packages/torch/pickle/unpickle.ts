/**
 * From a pickle to plain data.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { locate } from "./argument.ts";
import type { Dialect } from "./dialect.ts";
import { INSTRUCTIONS } from "./instructions/table.ts";
import { MAX_OBJECTS, MAX_PICKLE_BYTES } from "./limits.ts";
import { fail, type Machine, pop } from "./machine.ts";
import { memoUses } from "./memo_uses.ts";
import type { Kinded, Pickled } from "./pickled.ts";

/** What a pickle is called in errors. */
export interface PickleFile {
  /** Path or URL of the file, and the entry of an archive. */
  readonly name: string;
  /** Where the pickle begins in it, in bytes. */
  readonly position?: number;
}

/** What was read. */
export interface Unpickled<T> {
  readonly value: Pickled<T>;
  /** How many bytes the pickle takes; more may follow. */
  readonly byteLength: number;
}

/**
 * Reads the pickle that `bytes` begin with. Nothing is executed: a name that the dialect lacks is an error.
 *
 * Time and memory are in proportion to the bytes, whatever they say.
 *
 * @throws PickleError when it is malformed, names what is not understood, or goes beyond a limit.
 */
export function unpickle<T extends Kinded>(
  bytes: Uint8Array,
  dialect: Dialect<T>,
  { name, position = 0 }: PickleFile,
): Unpickled<T> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isTooLarge = bytes.length > MAX_PICKLE_BYTES;
  const machine: Machine<T> = {
    bytes: buffer,
    view,
    dialect,
    file: { name, position },
    at: 0,
    opcode: undefined,
    from: 0,
    to: 0,
    stack: [],
    height: 0,
    alone: [],
    marks: [],
    floor: 0,
    fetched: isTooLarge ? new Set() : memoUses(buffer, view),
    memo: new Map(),
    memoized: 0,
    objects: 0,
    copied: 0,
    texts: new Map(),
    callee: "",
    site: undefined,
  };
  if (isTooLarge) {
    fail(
      machine,
      "TooLarge",
      `it has ${bytes.length} bytes, and a pickle at most ${MAX_PICKLE_BYTES}`,
    );
  }
  // The rest was not looked for.
  if (machine.fetched.size === MAX_OBJECTS) {
    fail(machine, "TooLarge", `it uses ${MAX_OBJECTS} values again, which is too many`);
  }
  return run(machine);
}

function run<T extends Kinded>(machine: Machine<T>): Unpickled<T> {
  const { bytes, view } = machine;
  while (true) {
    const { at } = machine;
    if (at >= bytes.length) fail(machine, "Truncated", `it ends after ${at} bytes`);
    const instruction = INSTRUCTIONS[bytes[at]!];
    if (instruction === undefined) {
      machine.opcode = undefined;
      fail(machine, "UnknownOpcode", `0x${hex(bytes[at]!)} is no instruction that is performed`);
    }
    machine.opcode = instruction.name;
    machine.from = at + 1;
    const { argument } = instruction;
    // Nearly always; a call for each of millions would cost more than what it does.
    if (typeof argument === "number") machine.to = machine.from + argument;
    else locate(view, bytes, argument, machine);
    if (machine.to > bytes.length) {
      fail(machine, "Truncated", `it ends within the argument, after ${bytes.length} bytes`);
    }
    if (instruction.name === "STOP") return { value: pop(machine), byteLength: machine.to };
    instruction.run(machine);
    machine.at = machine.to;
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
