/**
 * What comes out of a pickle: plain data.
 *
 * @module
 */

/** A number that Python calls a float; kept apart from integers, which sizes and offsets must be. */
export interface PickledFloat {
  readonly kind: "float";
  readonly value: number;
}

/** A `bytes` or `bytearray`: a view of the pickle. */
export interface PickledBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

/** A tuple. */
export interface PickledTuple<T> {
  readonly kind: "tuple";
  readonly items: readonly Pickled<T>[];
}

/** A list. */
export interface PickledList<T> {
  readonly kind: "list";
  items: Pickled<T>[];
}

/** A set or frozenset, in the order in which it was written, repeated items included. */
export interface PickledSet<T> {
  readonly kind: "set";
  items: Pickled<T>[];
}

/** A dict of any class, in the order in which it was written. Of a key that is there twice, Python keeps the last value. */
export interface PickledDict<T> {
  readonly kind: "dict";
  /** Each key, and its value behind it. */
  items: Pickled<T>[];
}

/** A class or function that a pickle may call. The call is the caller's reader of its arguments; nothing of Python runs. */
export interface Callable<T> {
  readonly kind: "callable";
  /** Module and name, with a dot between. */
  readonly name: string;
  /** What `name(*arguments)` stands for. It may keep each argument, and not the list of them. */
  readonly call: (args: readonly Pickled<T>[], site: CallSite) => Pickled<T>;
}

/** What a call may do besides answering. */
export interface CallSite {
  /** Refuses the arguments: `why` completes "<name> …". */
  refuse(why: string): never;
  /** Must be told before as many items are copied, so that a list that is passed a million times is not copied as often. */
  copies(items: number): void;
}

/**
 * A value: integers are numbers where those are exact, and bigints beyond; `T` are the objects that the caller makes.
 *
 * References are kept: what a pickle uses twice is the same object, and a list may hold itself.
 */
export type Pickled<T> =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickledFloat
  | PickledBytes
  | PickledTuple<T>
  | PickledList<T>
  | PickledSet<T>
  | PickledDict<T>
  | Callable<T>
  | T;

/** What Python itself brings, by kind. */
export interface OfPython<T> {
  readonly float: PickledFloat;
  readonly bytes: PickledBytes;
  readonly tuple: PickledTuple<T>;
  readonly list: PickledList<T>;
  readonly set: PickledSet<T>;
  readonly dict: PickledDict<T>;
  readonly callable: Callable<T>;
}

/** Whether a value is of a kind that Python brings; the objects that a caller makes have kinds of their own. */
export function isKind<T extends Kinded, K extends keyof OfPython<T>>(
  value: Pickled<T>,
  kind: K,
): value is Pickled<T> & OfPython<T>[K] {
  return typeof value === "object" && value !== null && value.kind === kind;
}

/** What is true of every object that a caller makes: it can be told from the others. */
export interface Kinded {
  readonly kind: string;
}

/** What a value is, for an error. */
export function kindOf<T extends Kinded>(value: Pickled<T>): string {
  if (value === null) return "None";
  if (typeof value === "object") return value.kind === "callable" ? nameOf(value) : value.kind;
  if (typeof value === "string") return "str";
  return typeof value === "boolean" ? "bool" : "int";
}

function nameOf(value: Kinded): string {
  return "name" in value && typeof value.name === "string" ? value.name : value.kind;
}
