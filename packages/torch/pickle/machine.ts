/**
 * The state of reading one pickle, and the few things that instructions do to it.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { quoteName } from "@tensorferry/core";
import type { Dialect } from "./dialect.ts";
import { MAX_MARKS, MAX_OBJECTS, MAX_STACK } from "./limits.ts";
import { PickleError, type PickleRule } from "./pickle_error.ts";
import type { CallSite, Kinded, Pickled } from "./pickled.ts";

/** A pickle that is being read. */
export interface Machine<T extends Kinded> {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly dialect: Dialect<T>;
  /** What the file is called, and where the pickle begins in it. */
  readonly file: { readonly name: string; readonly position: number };
  /** Position of the instruction being performed, and its name. */
  at: number;
  opcode: string | undefined;
  /** Where the argument of the instruction begins and ends, without the count before it. */
  from: number;
  to: number;
  /** The values that wait are the first `height`; what lies above is left over, and written over. */
  readonly stack: Pickled<T>[];
  height: number;
  /** Of each value that waits, whether it was counted for its place there and is nowhere else. */
  readonly alone: boolean[];
  /** Heights of the stack when each open mark was made. */
  readonly marks: number[];
  /** The last of them, below which nothing is taken; 0 where none is open. */
  floor: number;
  /** The numbers of the values that the pickle uses again. The others need not be kept, which is nearly all of them. */
  readonly fetched: ReadonlySet<number>;
  readonly memo: Map<number, Pickled<T>>;
  /** Values that MEMOIZE has numbered. */
  memoized: number;
  /** Containers, objects and different texts that were made, without those that are known to be gone. */
  objects: number;
  /** Items copied by calls. */
  copied: number;
  /** Each text once: in a `.metadata`, a name is written anew for every rank. */
  readonly texts: Map<string, string>;
  /** The name of what was called last, and how that refuses its arguments: there is one call at a time. */
  callee: string;
  site: CallSite | undefined;
}

/** Ends the reading where the machine stands. */
export function fail<T extends Kinded>(machine: Machine<T>, rule: PickleRule, why: string): never {
  const { name: path, position } = machine.file;
  const { opcode } = machine;
  const place = { path, position: position + machine.at };
  const advice = rule === "TooLarge" ? machine.dialect.tooLarge : undefined;
  throw new PickleError(rule, opcode === undefined ? place : { ...place, opcode }, why, advice);
}

/** Puts a value on the stack. */
export function push<T extends Kinded>(machine: Machine<T>, value: Pickled<T>): void {
  if (machine.height >= MAX_STACK) {
    fail(machine, "TooLarge", `${MAX_STACK} values are on the stack, which is the most`);
  }
  machine.alone[machine.height] = false;
  machine.stack[machine.height++] = value;
}

/** Puts a new container or object on the stack. */
export function pushObject<T extends Kinded>(machine: Machine<T>, value: Pickled<T>): void {
  countObject(machine);
  push(machine, value);
  machine.alone[machine.height - 1] = true;
}

/** Must be told of whatever is made and may stay. */
export function countObject<T extends Kinded>(machine: Machine<T>): void {
  if (++machine.objects > MAX_OBJECTS) {
    fail(machine, "TooLarge", `it makes more than ${MAX_OBJECTS} objects that stay`);
  }
}

/** Takes the value on top, which must lie above the last mark. */
export function pop<T extends Kinded>(machine: Machine<T>): Pickled<T> {
  const value = top(machine);
  machine.height--;
  return value;
}

/**
 * Takes the value on top for good: whoever has it keeps nothing but what lies in it. Of the objects of a `.metadata`, two in three
 * are only there to make another one. What lies in it stays counted, for nobody knows who else has that.
 */
export function consume<T extends Kinded>(machine: Machine<T>): Pickled<T> {
  const value = pop(machine);
  if (machine.alone[machine.height]) machine.objects--;
  return value;
}

/** The value on top, which must lie above the last mark. */
export function top<T extends Kinded>(machine: Machine<T>): Pickled<T> {
  const { stack, height, floor } = machine;
  if (height <= floor) fail(machine, "BadStack", "no value is on the stack");
  return stack[height - 1]!;
}

/** Remembers the height of the stack. */
export function mark<T extends Kinded>(machine: Machine<T>): void {
  if (machine.marks.length >= MAX_MARKS) {
    fail(machine, "TooLarge", `${MAX_MARKS} marks are open, which is the most`);
  }
  machine.marks.push(machine.height);
  machine.floor = machine.height;
}

/** All values above the last mark, which goes with them. */
export function takeAll<T extends Kinded>(machine: Machine<T>): Pickled<T>[] {
  const { stack, marks, height } = machine;
  const from = marks.pop();
  if (from === undefined) fail(machine, "BadStack", "no mark is open");
  machine.height = from;
  machine.floor = marks.length === 0 ? 0 : marks[marks.length - 1]!;
  return stack.slice(from, height);
}

/** How a call on behalf of `name` refuses its arguments, until the next call. */
export function callSite<T extends Kinded>(machine: Machine<T>, name: string): CallSite {
  machine.callee = name;
  return machine.site ??= {
    refuse: (why) => fail(machine, "BadArguments", `${quoteName(machine.callee)} ${why}`),
    copies: (items) => {
      // What one call copies was written out before, so as many items as the pickle has bytes are enough for all.
      machine.copied += items;
      if (machine.copied > machine.bytes.length) {
        fail(machine, "TooLarge", "calls copy more items than the pickle has bytes");
      }
    },
  };
}
