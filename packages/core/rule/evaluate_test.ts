import assert from "node:assert/strict";
import { ConfigError } from "../errors.ts";
import { describe, evaluate, evaluateCondition, evaluateSize, settle } from "./evaluate.ts";
import * as v from "./value.ts";

const config = {
  hidden: 64,
  heads: 4,
  head_dim: null,
  text: { layers: 3 },
  dense: [1],
  type: "llama",
  kinds: ["full", "linear"],
};
const scope = { config, variables: { layer: 1 } };

const FACTS: readonly [value: v.Value, is: v.Scalar][] = [
  [7, 7],
  [v.config("hidden"), 64],
  [v.config("text.layers"), 3],
  [v.config(["experts", "heads"]), 4],
  [v.config("head_dim", { default: v.div(v.config("hidden"), v.config("heads")) }), 16],
  [v.mul(2, 3, v.plus(1, 1)), 12],
  [v.minus(v.config("heads"), 1), 3],
  [v.mod(v.variable("layer"), 2), 1],
  [v.eq(v.config("type"), "llama"), true],
  [v.isIn(v.variable("layer"), v.config("dense")), true],
  [v.isIn(v.variable("layer"), v.config("absent", { default: [] })), false],
  [v.lt(v.variable("layer"), v.config("heads")), true],
  [v.lt(1, v.variable("layer")), false],
  [v.at(v.config("kinds"), v.variable("layer"), "none"), "linear"],
  [v.at(v.config("kinds"), v.config("heads"), "none"), "none"],
  [v.at(v.config("absent", { default: [] }), 0, v.config("heads")), 4],
  [v.length(v.config("kinds")), 2],
  [v.and(true, v.not(false)), true],
  [v.choose(v.eq(v.config("type"), "llama"), 1, v.config("absent")), 1],
  [v.choose(false, v.config("absent"), v.config("heads")), 4],
  [v.or(true, v.eq(v.config("absent"), 1)), true],
];

for (const [value, is] of FACTS) {
  Deno.test(`evaluate(${describe(value)}) is ${is}`, () =>
    assert.deepEqual(evaluate(value, scope), is));
}

Deno.test("settle() works out what the config decides, and leaves the rest", () => {
  const layer = v.variable("layer");
  const value = v.and(v.eq(v.config("type"), "llama"), v.eq(v.mod(layer, v.config("heads")), 1));
  assert.deepEqual(settle(value, config), v.and(true, v.eq(v.mod(layer, 4), 1)));
  assert.equal(settle(v.config("hidden"), config), 64);
  assert.deepEqual(settle(v.config("absent"), config), v.config("absent"));
  assert.equal(settle(v.choose(true, 1, v.config("absent")), config), 1);
});

Deno.test("settle() leaves what is wrong in the config as it is, so that the error names the key", () => {
  const wrong = v.div(v.config("hidden"), v.config("type"));
  assert.deepEqual(settle(wrong, config), wrong);
  assert.deepEqual(settle(v.config("type"), config), v.config("type"));
});

Deno.test("evaluate() names the key that the config lacks", () => {
  assert.throws(
    () => evaluate(v.config(["experts", "num_experts"]), scope),
    /experts or num_experts/,
  );
  assert.throws(() => evaluate(v.config("__proto__.x"), scope), ConfigError);
  assert.throws(() => evaluate(v.config("toString"), scope), ConfigError);
});

Deno.test("evaluate() refuses divisions that do not come out whole", () => {
  assert.throws(() => evaluate(v.div(7, 2), scope), /7 by 2 = 2/);
  assert.throws(() => evaluate(v.mod(7, 0), scope), ConfigError);
});

Deno.test("evaluateSize() and evaluateCondition() refuse values of another kind", () => {
  assert.throws(() => evaluateSize(v.config("type"), scope), /"llama" as a size/);
  assert.throws(() => evaluateSize(1.5, scope), ConfigError);
  assert.throws(() => evaluateCondition(v.config("hidden"), scope), /64 as a condition/);
  assert.throws(() => evaluate(v.length(v.config("hidden")), scope), /64 as a list/);
  assert.throws(() => evaluate(v.at(v.config("type"), 0, 1), scope), /"llama" as a list/);
  assert.throws(() => evaluate(v.lt(v.config("type"), 1), scope), /"llama" as a size/);
});
