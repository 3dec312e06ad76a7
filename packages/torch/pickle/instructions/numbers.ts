/**
 * Numbers, truth values and nothing.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { MAX_INTEGER_BYTES } from "../limits.ts";
import { fail, type Machine, push, pushObject } from "../machine.ts";
import type { Kinded } from "../pickled.ts";

/** A two's complement integer, little-endian, of any size that is in use; no bytes are 0. */
function pushLong<T extends Kinded>(machine: Machine<T>): void {
  const { bytes, from, to } = machine;
  if (to - from > MAX_INTEGER_BYTES) {
    fail(machine, "TooLarge", `an integer of ${to - from} bytes; at most ${MAX_INTEGER_BYTES}`);
  }
  let value = 0n;
  for (let i = to - 1; i >= from; i--) value = value << 8n | BigInt(bytes[i]!);
  value = BigInt.asIntN(8 * (to - from), value);
  const number = Number(value);
  push(machine, Number.isSafeInteger(number) ? number : value);
}

/** The instructions of this file. */
export const NUMBERS: readonly Instruction[] = [
  { name: "NONE", code: byteOf("N"), argument: 0, run: (machine) => push(machine, null) },
  { name: "NEWTRUE", code: 0x88, argument: 0, run: (machine) => push(machine, true) },
  { name: "NEWFALSE", code: 0x89, argument: 0, run: (machine) => push(machine, false) },
  {
    name: "BININT",
    code: byteOf("J"),
    argument: 4,
    run: (machine) => push(machine, machine.view.getInt32(machine.from, true)),
  },
  {
    name: "BININT1",
    code: byteOf("K"),
    argument: 1,
    run: (machine) => push(machine, machine.bytes[machine.from]!),
  },
  {
    name: "BININT2",
    code: byteOf("M"),
    argument: 2,
    run: (machine) => push(machine, machine.view.getUint16(machine.from, true)),
  },
  { name: "LONG1", code: 0x8a, argument: "counted1", run: pushLong },
  { name: "LONG4", code: 0x8b, argument: "counted4", run: pushLong },
  {
    name: "BINFLOAT",
    code: byteOf("G"),
    argument: 8,
    run: (machine) =>
      pushObject(machine, { kind: "float", value: machine.view.getFloat64(machine.from) }),
  },
];
