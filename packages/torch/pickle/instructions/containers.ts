/**
 * Tuples, lists, sets and dicts.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { MAX_OBJECTS } from "../limits.ts";
import { fail, type Machine, mark, pop, popMark, pushObject, top } from "../machine.ts";
import { isKind, type Kinded, kindOf, type Pickled } from "../pickled.ts";

function pushTuple<T extends Kinded>(machine: Machine<T>, length: number): void {
  const items = new Array<Pickled<T>>(length);
  for (let i = length - 1; i >= 0; i--) items[i] = pop(machine);
  pushObject(machine, { kind: "tuple", items });
}

/** All values above the last mark, which goes with them. */
function takeAll<T extends Kinded>(machine: Machine<T>): Pickled<T>[] {
  return machine.stack.splice(popMark(machine));
}

/** Adds to the list or set on top, which lies below what is added. */
function extend<T extends Kinded>(
  machine: Machine<T>,
  kind: "list" | "set",
  items: readonly Pickled<T>[],
): void {
  const target = top(machine);
  if (!isKind(target, kind)) wrongType(machine, kind, target);
  for (const item of items) {
    if (kind === "set") checkHashable(machine, item);
    target.items.push(item);
  }
}

/** Adds keys and values, one after the other, to the dict on top. */
function setItems<T extends Kinded>(machine: Machine<T>, items: readonly Pickled<T>[]): void {
  const target = top(machine);
  if (!isKind(target, "dict")) wrongType(machine, "dict", target);
  if (items.length % 2 !== 0) fail(machine, "BadStack", "a key has no value");
  const { keys, values } = target;
  const before = keys.length;
  const count = items.length / 2;
  if (before + count > MAX_OBJECTS) {
    fail(machine, "TooLarge", `a dict has more than ${MAX_OBJECTS} items`);
  }
  // Pushed to, an empty list of JavaScript has room for 17, and nearly all dicts have fewer.
  keys.length = values.length = before + count;
  for (let i = 0; i < count; i++) {
    const key = items[2 * i]!;
    checkHashable(machine, key);
    keys[before + i] = key;
    values[before + i] = items[2 * i + 1]!;
  }
}

function wrongType<T extends Kinded>(
  machine: Machine<T>,
  wanted: string,
  found: Pickled<T>,
): never {
  fail(machine, "WrongType", `a ${wanted} is needed, and a ${kindOf(found)} is there`);
}

/** Python refuses what can change as a key. */
function checkHashable<T extends Kinded>(machine: Machine<T>, key: Pickled<T>): void {
  if (isKind(key, "list") || isKind(key, "dict")) {
    fail(machine, "WrongType", `a ${kindOf(key)} cannot be a key`);
  }
}

/** The instructions of this file. */
export const CONTAINERS: readonly Instruction[] = [
  { name: "MARK", code: byteOf("("), argument: 0, run: mark },
  { name: "EMPTY_TUPLE", code: byteOf(")"), argument: 0, run: (m) => pushTuple(m, 0) },
  { name: "TUPLE1", code: 0x85, argument: 0, run: (m) => pushTuple(m, 1) },
  { name: "TUPLE2", code: 0x86, argument: 0, run: (m) => pushTuple(m, 2) },
  { name: "TUPLE3", code: 0x87, argument: 0, run: (m) => pushTuple(m, 3) },
  {
    name: "TUPLE",
    code: byteOf("t"),
    argument: 0,
    run: (m) => pushObject(m, { kind: "tuple", items: takeAll(m) }),
  },
  {
    name: "EMPTY_LIST",
    code: byteOf("]"),
    argument: 0,
    run: (m) => pushObject(m, { kind: "list", items: [] }),
  },
  { name: "APPEND", code: byteOf("a"), argument: 0, run: (m) => extend(m, "list", [pop(m)]) },
  { name: "APPENDS", code: byteOf("e"), argument: 0, run: (m) => extend(m, "list", takeAll(m)) },
  {
    name: "EMPTY_SET",
    code: 0x8f,
    argument: 0,
    run: (m) => pushObject(m, { kind: "set", items: [] }),
  },
  { name: "ADDITEMS", code: 0x90, argument: 0, run: (m) => extend(m, "set", takeAll(m)) },
  {
    name: "FROZENSET",
    code: 0x91,
    argument: 0,
    run: (m) => pushObject(m, { kind: "set", items: takeAll(m) }),
  },
  {
    name: "EMPTY_DICT",
    code: byteOf("}"),
    argument: 0,
    run: (m) => pushObject(m, { kind: "dict", keys: [], values: [] }),
  },
  {
    name: "SETITEM",
    code: byteOf("s"),
    argument: 0,
    run: (m) => {
      const value = pop(m);
      setItems(m, [pop(m), value]);
    },
  },
  { name: "SETITEMS", code: byteOf("u"), argument: 0, run: (m) => setItems(m, takeAll(m)) },
];
