/**
 * Values that are kept under a number, to be used again.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { fail, type Machine, push, top } from "../machine.ts";
import type { Kinded } from "../pickled.ts";

function keep<T extends Kinded>(machine: Machine<T>, number: number): void {
  const value = top(machine);
  if (!machine.fetched.has(number)) return;
  machine.memo.set(number, value);
  machine.alone[machine.height - 1] = false;
}

function fetch<T extends Kinded>(machine: Machine<T>, number: number): void {
  const value = machine.memo.get(number);
  if (value === undefined) fail(machine, "BadMemo", `no value is kept under ${number}`);
  push(machine, value);
}

/** The instructions of this file. MEMOIZE counts by itself: no pickler mixes it with the others. */
export const MEMO: readonly Instruction[] = [
  {
    name: "BINPUT",
    code: byteOf("q"),
    argument: 1,
    run: (machine) => keep(machine, machine.bytes[machine.from]!),
  },
  {
    name: "LONG_BINPUT",
    code: byteOf("r"),
    argument: 4,
    run: (machine) => keep(machine, machine.view.getUint32(machine.from, true)),
  },
  {
    name: "MEMOIZE",
    code: 0x94,
    argument: 0,
    run: (machine) => keep(machine, machine.memoized++),
  },
  {
    name: "BINGET",
    code: byteOf("h"),
    argument: 1,
    run: (machine) => fetch(machine, machine.bytes[machine.from]!),
  },
  {
    name: "LONG_BINGET",
    code: byteOf("j"),
    argument: 4,
    run: (machine) => fetch(machine, machine.view.getUint32(machine.from, true)),
  },
];
