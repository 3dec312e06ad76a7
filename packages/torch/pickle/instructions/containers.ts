/**
 * Tuples, lists, sets and dicts.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { MAX_OBJECTS } from "../limits.ts";
import { fail, type Machine, mark, pop, push, pushObject, takeAll, top } from "../machine.ts";
import { isKind, type Kinded, kindOf, type Pickled } from "../pickled.ts";

/** As in Python there is one, for most objects are made with it. */
const EMPTY_TUPLE: { readonly kind: "tuple"; readonly items: readonly never[] } = {
  kind: "tuple",
  items: [],
};

/** What every list, set and dict begins with; the first items are put in its place, and never into it. */
const NO_ITEMS: never[] = [];

function pushPair<T extends Kinded>(machine: Machine<T>): void {
  const second = pop(machine);
  pushObject(machine, { kind: "tuple", items: [pop(machine), second] });
}

function pushTriple<T extends Kinded>(machine: Machine<T>): void {
  const third = pop(machine);
  const second = pop(machine);
  pushObject(machine, { kind: "tuple", items: [pop(machine), second, third] });
}

/** Adds to the list or set on top, which lies below what is added. */
function extend<T extends Kinded>(
  machine: Machine<T>,
  kind: "list" | "set",
  items: Pickled<T>[],
): void {
  const target = top(machine);
  if (!isKind(target, kind)) wrongType(machine, kind, target);
  if (kind === "set") { for (const item of items) checkHashable(machine, item); }
  add(target, items);
}

/** Adds keys and values, one after the other, to the dict on top. */
function setItems<T extends Kinded>(machine: Machine<T>, items: Pickled<T>[]): void {
  const target = top(machine);
  if (!isKind(target, "dict")) wrongType(machine, "dict", target);
  if (items.length % 2 !== 0) fail(machine, "BadStack", "a key has no value");
  if (target.items.length + items.length > 2 * MAX_OBJECTS) {
    fail(machine, "TooLarge", `a dict has more than ${MAX_OBJECTS} items`);
  }
  for (let i = 0; i < items.length; i += 2) checkHashable(machine, items[i]!);
  add(target, items);
}

/** Adds items, which nobody else has, to a container: nearly all are filled at once, and then keep the list as it is. */
function add<T>(target: { items: T[] }, items: T[]): void {
  if (target.items.length === 0) target.items = items;
  else for (const item of items) target.items.push(item);
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
  { name: "EMPTY_TUPLE", code: byteOf(")"), argument: 0, run: (m) => push(m, EMPTY_TUPLE) },
  {
    name: "TUPLE1",
    code: 0x85,
    argument: 0,
    run: (m) => pushObject(m, { kind: "tuple", items: [pop(m)] }),
  },
  { name: "TUPLE2", code: 0x86, argument: 0, run: pushPair },
  { name: "TUPLE3", code: 0x87, argument: 0, run: pushTriple },
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
    run: (m) => pushObject(m, { kind: "list", items: NO_ITEMS }),
  },
  { name: "APPEND", code: byteOf("a"), argument: 0, run: (m) => extend(m, "list", [pop(m)]) },
  { name: "APPENDS", code: byteOf("e"), argument: 0, run: (m) => extend(m, "list", takeAll(m)) },
  {
    name: "EMPTY_SET",
    code: 0x8f,
    argument: 0,
    run: (m) => pushObject(m, { kind: "set", items: NO_ITEMS }),
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
    run: (m) => pushObject(m, { kind: "dict", items: NO_ITEMS }),
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
