import assert from "node:assert/strict";
import { cast, concat, leaf, permute } from "./operations.ts";
import { workOf } from "./work.ts";

Deno.test("work is told apart", () => {
  const matrix = leaf({ source: 0, position: 0, dtype: "float32", shape: [64, 32] });
  const transposed = permute(matrix, [1, 0]);
  assert.equal(workOf(matrix), "copy");
  assert.equal(workOf(concat(0, [matrix, matrix])), "copy");
  assert.equal(workOf(transposed), "gather");
  assert.equal(workOf(concat(1, [matrix, matrix])), "gather");
  assert.equal(workOf(concat(0, [transposed, transposed])), "gather");
  assert.equal(workOf(cast(transposed, "float64")), "convert");
});
