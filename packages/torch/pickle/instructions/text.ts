/**
 * Text and bytes.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { MAX_TEXT_BYTES } from "../limits.ts";
import { countObject, fail, type Machine, push, pushObject } from "../machine.ts";
import type { Kinded } from "../pickled.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a range of the pickle. */
export function decode<T extends Kinded>(machine: Machine<T>, from: number, to: number): string {
  if (to - from > MAX_TEXT_BYTES) {
    fail(machine, "TooLarge", `a text of ${to - from} bytes; at most ${MAX_TEXT_BYTES} are read`);
  }
  // A third of what a TextDecoder takes. What is not UTF-8 becomes a sign that can also be there by itself.
  const text = machine.bytes.toString("utf8", from, to);
  if (!text.includes("\ufffd")) return text;
  try {
    return UTF8.decode(machine.bytes.subarray(from, to));
  } catch {
    fail(machine, "BadText", "a text is not UTF-8");
  }
}

function pushText<T extends Kinded>(machine: Machine<T>): void {
  const text = decode(machine, machine.from, machine.to);
  const known = machine.texts.get(text);
  if (known === undefined) {
    countObject(machine);
    machine.texts.set(text, text);
  }
  push(machine, known ?? text);
}

function pushBytes<T extends Kinded>(machine: Machine<T>): void {
  pushObject(machine, { kind: "bytes", bytes: machine.bytes.subarray(machine.from, machine.to) });
}

/**
 * The instructions of this file.
 *
 * What Python 2 wrote as `str` is read as text, as `torch.load` does (its `encoding` is "utf-8" since 1.4).
 */
export const TEXT: readonly Instruction[] = [
  { name: "SHORT_BINSTRING", code: byteOf("U"), argument: "counted1", run: pushText },
  { name: "BINSTRING", code: byteOf("T"), argument: "counted4", run: pushText },
  { name: "SHORT_BINUNICODE", code: 0x8c, argument: "counted1", run: pushText },
  { name: "BINUNICODE", code: byteOf("X"), argument: "counted4", run: pushText },
  { name: "BINUNICODE8", code: 0x8d, argument: "counted8", run: pushText },
  { name: "SHORT_BINBYTES", code: byteOf("C"), argument: "counted1", run: pushBytes },
  { name: "BINBYTES", code: byteOf("B"), argument: "counted4", run: pushBytes },
  { name: "BINBYTES8", code: 0x8e, argument: "counted8", run: pushBytes },
  { name: "BYTEARRAY8", code: 0x96, argument: "counted8", run: pushBytes },
];
