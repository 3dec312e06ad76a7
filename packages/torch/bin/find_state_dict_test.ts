import assert from "node:assert/strict";
import { dict, type Picklable, pickle, tuple } from "../testing/pickler.ts";
import { tensor } from "../testing/torch_save.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { stateDictDialect } from "../state_dict/dialect.ts";
import { findStateDict, type StateDict } from "./find_state_dict.ts";

const BYTE = tensor({ type: "Byte", shape: [1] });

/** What is found in `root` once it was pickled. */
function found(root: Picklable): StateDict {
  const { value } = unpickle(pickle(root), stateDictDialect(), { name: "case" });
  return findStateDict("case", value);
}

const OPTIMIZER = dict({ state: new Map([[0, dict({ exp_avg: BYTE })]]), groups: [] });
const NESTED: readonly (readonly [what: string, root: Picklable, names: string | RegExp])[] = [
  ["at the top, beside a number", dict({ a: BYTE, epoch: 3 }), "a"],
  [
    "under state_dict",
    dict({ epoch: 3, state_dict: dict({ a: BYTE }), optimizer: OPTIMIZER }),
    "a",
  ],
  ["under model, beside another", dict({ ema: dict({ b: BYTE }), model: dict({ a: BYTE }) }), "a"],
  ["under model, beside a tensor", dict({ rng: BYTE, model: dict({ a: BYTE }) }), "a"],
  ["under a name of its own", dict({ encoder: dict({ a: BYTE }), lr: 1 }), "a"],
  ["two dicts deep", dict({ state: dict({ model: dict({ a: BYTE }) }) }), "a"],
  ["in an OrderedDict, as Python 2 wrote it", {
    module: "collections",
    name: "OrderedDict",
    args: [[["a", BYTE], ["b", BYTE]]],
  }, "a,b"],
  ["with keys that are no text", new Map<Picklable, Picklable>([["a", BYTE], [1, BYTE]]), "a"],
  ["with attributes of the dict", {
    module: "collections",
    name: "OrderedDict",
    args: [[tuple("a", BYTE)]],
    state: dict({ _metadata: dict({ "": dict({ version: 1 }) }) }),
  }, "a"],
  ["in two dicts of equal claim", dict({ a: dict({ x: BYTE }), b: dict({ x: BYTE }) }), /"a", "b"/],
  ["nowhere", dict({ epoch: 3, lr: 1 }), /no tensors.*"epoch", "lr"/],
  ["in an empty dict", dict({}), /empty/],
];
for (const [what, root, names] of NESTED) {
  Deno.test(`findStateDict() finds the tensors ${what}`, () => {
    if (names instanceof RegExp) assert.throws(() => found(root), names);
    else assert.equal([...found(root).tensors.keys()].join(), names);
  });
}

Deno.test("findStateDict() names what it leaves out", () => {
  const root = dict({ epoch: 3, state_dict: dict({ a: BYTE, extra: null }), optimizer: OPTIMIZER });
  assert.deepEqual(found(root).warnings, [
    `2 values in it are beside "state_dict", and are left out: "epoch", "optimizer"`,
    `1 values in "state_dict" are no tensors with a name, and are left out: "extra"`,
  ]);
});
