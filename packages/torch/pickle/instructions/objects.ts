/**
 * Names of classes and functions, and what is made with them.
 *
 * In Python these run code that the file chooses. Here a name is looked up in the list of those that are understood, and a call
 * goes to the reader that the list gives for it.
 *
 * @module
 */
import { quoteName } from "@tensorferry/core";
import { byteOf, type Instruction } from "../instruction.ts";
import { MAX_GLOBAL_LENGTH } from "../limits.ts";
import { callSite, consume, fail, type Machine, pop, push, pushObject, top } from "../machine.ts";
import { isKind, type Kinded, kindOf, type OfPython, type Pickled } from "../pickled.ts";
import { decode } from "./text.ts";

/** Modules that Python 3 renamed, as far as torch's files name them (`_compat_pickle.py` of Python 3.14). */
const RENAMED_MODULES: Readonly<Record<string, string>> = {
  __builtin__: "builtins",
  copy_reg: "copyreg",
};

function pushGlobal<T extends Kinded>(machine: Machine<T>, module: string, name: string): void {
  if (module.length + name.length > MAX_GLOBAL_LENGTH) {
    fail(
      machine,
      "TooLarge",
      `a name of ${module.length + name.length} characters; at most ${MAX_GLOBAL_LENGTH}`,
    );
  }
  const renamed = Object.hasOwn(RENAMED_MODULES, module) ? RENAMED_MODULES[module]! : module;
  const full = `${renamed}.${name}`;
  const known = machine.dialect.globals.get(full);
  if (known === undefined) {
    fail(machine, "UnknownGlobal", `it names ${quoteName(full)}, which is not understood`);
  }
  push(machine, known);
}

function readGlobal<T extends Kinded>(machine: Machine<T>): void {
  const { bytes, from, to } = machine;
  const between = bytes.indexOf(0x0a, from);
  pushGlobal(machine, decode(machine, from, between), decode(machine, between + 1, to - 1));
}

function stackGlobal<T extends Kinded>(machine: Machine<T>): void {
  const name = pop(machine);
  const module = pop(machine);
  if (typeof name !== "string" || typeof module !== "string") {
    fail(machine, "WrongType", `a name of ${kindOf(module)} and ${kindOf(name)} is none`);
  }
  pushGlobal(machine, module, name);
}

/** REDUCE and NEWOBJ alike: `cls(*args)` and `cls.__new__(cls, *args)` make no difference to a reader. */
function call<T extends Kinded>(machine: Machine<T>): void {
  const args = consume(machine);
  const called = pop(machine);
  if (!isKind(called, "callable")) {
    fail(machine, "WrongType", `a ${kindOf(called)} cannot be called`);
  }
  if (!isKind(args, "tuple")) {
    fail(machine, "WrongType", `${called.name} is called with a ${kindOf(args)}`);
  }
  const made = called.call(args.items, callSite(machine, called.name));
  // What is as good as its argument, such as a torch.Size, was counted as that.
  if (made === args.items[0]) push(machine, made);
  else pushObject(machine, made);
}

function build<T extends Kinded>(machine: Machine<T>): void {
  const state = consume(machine);
  const object = top(machine);
  // The attributes of an OrderedDict; a state dict of torch.nn.Module has `_metadata` there, with versions of its modules.
  if (isKind(object, "dict")) return;
  const { build } = machine.dialect;
  if (build === undefined || !isObject<T>(object)) {
    fail(machine, "WrongType", `a ${kindOf(object)} takes no state`);
  }
  build(object, state, callSite(machine, kindOf(object)));
}

function persistent<T extends Kinded>(machine: Machine<T>): void {
  const id = pop(machine);
  const { persistent } = machine.dialect;
  if (persistent === undefined) fail(machine, "WrongType", "it refers to what is kept elsewhere");
  pushObject(machine, persistent(id, callSite(machine, "a persistent id")));
}

const OF_PYTHON: ReadonlySet<string> = new Set<keyof OfPython<Kinded>>([
  "float",
  "bytes",
  "tuple",
  "list",
  "set",
  "dict",
  "callable",
]);

function isObject<T extends Kinded>(value: Pickled<T>): value is T {
  return typeof value === "object" && value !== null && !OF_PYTHON.has(value.kind);
}

/** The instructions of this file. */
export const OBJECTS: readonly Instruction[] = [
  { name: "GLOBAL", code: byteOf("c"), argument: "lines", run: readGlobal },
  { name: "STACK_GLOBAL", code: 0x93, argument: 0, run: stackGlobal },
  { name: "REDUCE", code: byteOf("R"), argument: 0, run: call },
  { name: "NEWOBJ", code: 0x81, argument: 0, run: call },
  { name: "BUILD", code: byteOf("b"), argument: 0, run: build },
  { name: "BINPERSID", code: byteOf("Q"), argument: 0, run: persistent },
];
