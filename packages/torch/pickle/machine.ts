/**
 * The state of reading one pickle, and the few things that instructions do to it.
 *
 * @module
 */
import { quoteName } from "@tensorferry/core";
import type { Dialect } from "./dialect.ts";
import { MAX_MARKS, MAX_OBJECTS, MAX_STACK } from "./limits.ts";
import { PickleError, type PickleRule } from "./pickle_error.ts";
import type { CallSite, Kinded, Pickled } from "./pickled.ts";

/** A pickle that is being read. */
export interface Machine<T extends Kinded> {
  readonly bytes: Uint8Array;
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
  readonly stack: Pickled<T>[];
  /** Heights of the stack when each open mark was made. */
  readonly marks: number[];
  /** The numbers of the values that the pickle uses again. The others need not be kept, which is nearly all of them. */
  readonly fetched: ReadonlySet<number>;
  readonly memo: Map<number, Pickled<T>>;
  /** Values that MEMOIZE has numbered. */
  memoized: number;
  /** Containers, objects and different texts made. */
  objects: number;
  /** Items copied by calls. */
  copied: number;
  /** Each text once: in a `.metadata`, a name is written anew for every rank. */
  readonly texts: Map<string, string>;
  /** Each site of calls once, by the name of what is called. */
  readonly sites: Map<string, CallSite>;
}

/** Ends the reading where the machine stands. */
export function fail<T extends Kinded>(machine: Machine<T>, rule: PickleRule, why: string): never {
  const { name: path, position } = machine.file;
  const { opcode } = machine;
  const place = { path, position: position + machine.at };
  throw new PickleError(rule, opcode === undefined ? place : { ...place, opcode }, why);
}

/** Puts a value on the stack. */
export function push<T extends Kinded>(machine: Machine<T>, value: Pickled<T>): void {
  if (machine.stack.length >= MAX_STACK) {
    fail(machine, "TooLarge", `${MAX_STACK} values are on the stack, which is the most`);
  }
  machine.stack.push(value);
}

/** Puts a new container or object on the stack. */
export function pushObject<T extends Kinded>(machine: Machine<T>, value: Pickled<T>): void {
  countObject(machine);
  push(machine, value);
}

/** Must be told of whatever is made and may stay. */
export function countObject<T extends Kinded>(machine: Machine<T>): void {
  if (++machine.objects > MAX_OBJECTS) {
    fail(machine, "TooLarge", `it makes more than ${MAX_OBJECTS} objects`);
  }
}

/** Takes the value on top, which must lie above the last mark. */
export function pop<T extends Kinded>(machine: Machine<T>): Pickled<T> {
  const value = top(machine);
  machine.stack.pop();
  return value;
}

/** The value on top, which must lie above the last mark. */
export function top<T extends Kinded>(machine: Machine<T>): Pickled<T> {
  const { stack, marks } = machine;
  if (stack.length <= (marks.at(-1) ?? 0)) fail(machine, "BadStack", "no value is on the stack");
  return stack[stack.length - 1]!;
}

/** Remembers the height of the stack. */
export function mark<T extends Kinded>(machine: Machine<T>): void {
  if (machine.marks.length >= MAX_MARKS) {
    fail(machine, "TooLarge", `${MAX_MARKS} marks are open, which is the most`);
  }
  machine.marks.push(machine.stack.length);
}

/** Takes the last mark, and answers its height: the values from there on are above it. */
export function popMark<T extends Kinded>(machine: Machine<T>): number {
  const height = machine.marks.pop();
  if (height === undefined) fail(machine, "BadStack", "no mark is open");
  return height;
}

/** How a call on behalf of `name`, which is one of few, refuses its arguments. */
export function callSite<T extends Kinded>(machine: Machine<T>, name: string): CallSite {
  const known = machine.sites.get(name);
  if (known !== undefined) return known;
  const site: CallSite = {
    refuse: (why) => fail(machine, "BadArguments", `${quoteName(name)} ${why}`),
    copies: (items) => {
      // What one call copies was written out before, so as many items as the pickle has bytes are enough for all.
      machine.copied += items;
      if (machine.copied > machine.bytes.length) {
        fail(machine, "TooLarge", "calls copy more items than the pickle has bytes");
      }
    },
  };
  machine.sites.set(name, site);
  return site;
}
