import assert from "node:assert/strict";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { add, cast, concat, leaf, permute } from "../tensor/operations.ts";
import type { FloatDType } from "../dtype.ts";
import { whyLossy } from "./lossy.ts";

function stored(dtype: FloatDType, size = 4): LazyTensor {
  return leaf({ source: 0, position: 0, dtype, shape: [size, 2] });
}

Deno.test("whyLossy() lets everything pass that only moves or widens", () => {
  const moved = permute(concat(0, [stored("bfloat16"), stored("bfloat16")]), [1, 0]);
  assert.equal(whyLossy(moved), undefined);
  assert.equal(whyLossy(cast(moved, "float32")), undefined);
  assert.equal(whyLossy(cast(stored("float16"), "float32")), undefined);
  assert.equal(whyLossy(cast(stored("float32"), "float64")), undefined);
});

Deno.test("whyLossy() names each cast that drops bits of the significand or of the range", () => {
  const casts: [FloatDType, FloatDType][] = [
    ["float32", "bfloat16"],
    ["float32", "float16"],
    ["float64", "float32"],
    ["bfloat16", "float16"],
    ["float16", "bfloat16"],
  ];
  for (const [from, to] of casts) {
    assert.match(whyLossy(cast(stored(from), to)) ?? "", new RegExp(`^${from} to ${to} rounds`));
  }
});

Deno.test("whyLossy() takes a sum for exact only where its operand was widened before", () => {
  assert.equal(whyLossy(add(stored("bfloat16"), 1)), "adding 1 in bfloat16 rounds");
  assert.equal(whyLossy(add(stored("float32"), 1)), "adding 1 in float32 rounds");
  const exact = add(cast(stored("bfloat16"), "float32"), 1);
  assert.equal(whyLossy(exact), undefined);
  assert.equal(whyLossy(cast(add(exact, -1), "bfloat16")), undefined);
  assert.equal(whyLossy(cast(add(stored("float32"), -1), "bfloat16"), "bfloat16"), undefined);
});

Deno.test("whyLossy() finds nothing to lose in an empty tensor", () => {
  assert.equal(whyLossy(cast(stored("float32", 0), "bfloat16")), undefined);
});
