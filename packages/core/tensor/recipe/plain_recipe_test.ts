import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import { memorySource } from "../../testing/memory_source.ts";
import { naiveBytes } from "../../testing/naive.ts";
import { normalise } from "../normal_form/normal_form.ts";
import { concat, leaf, permute, reshape, slice, stack } from "../operations.ts";
import { joinRuns } from "../piece/run_joiner.ts";
import { openRecipe } from "./open_recipe.ts";
import { plainRecipe } from "./plain_recipe.ts";
import { recipeOf } from "./recipe.ts";

Deno.test("plainRecipe() is nothing, or makes the same bytes as the normal form", () => {
  let plain = 0;
  fc.assert(
    fc.property(arbitraryTensor(), ({ tensor, sources }) => {
      const recipe = plainRecipe(tensor);
      if (recipe === undefined) return;
      plain++;
      const expected = naiveBytes(tensor, sources);
      const made = new Uint8Array(expected.length);
      const runs = joinRuns(made);
      openRecipe(recipe, sources.map((bytes) => memorySource(bytes)), [])
        .pour(0, made.length, runs, 0);
      runs.flush();
      assert.deepEqual(made, expected);
    }),
    { numRuns: 3000 },
  );
  assert(plain > 300, `only ${plain} of 3000 tensors were plain`);
});

const matrix = (source: number, rows: number, position = 0) =>
  leaf({ source, position, dtype: "float32", shape: [rows, 8] });

Deno.test("plainRecipe() of shards of ranks and of stacked experts is that of the normal form", () => {
  const shards = concat(0, [matrix(0, 3), matrix(1, 3), matrix(2, 1)]);
  const stacked = stack(0, [matrix(0, 4), matrix(0, 4, 128), matrix(1, 4)]);
  const fused = reshape(concat(1, [stack(0, [matrix(0, 4)]), stack(0, [matrix(1, 4)])]), [8, 8]);
  for (const tensor of [shards, stacked, fused, slice(stacked, 0, 1, 3), matrix(0, 1)]) {
    assert.deepEqual(plainRecipe(tensor), recipeOf(normalise(tensor)));
  }
});

Deno.test("plainRecipe() leaves to the normal form what is moved within, and what is smaller than a byte", () => {
  const packed = leaf({ source: 0, position: 0, dtype: "float4_e2m1", shape: [4, 8] });
  for (
    const tensor of [
      permute(matrix(0, 8), [1, 0]),
      concat(1, [matrix(0, 2), matrix(1, 2)]),
      slice(matrix(0, 2), 1, 0, 4),
      packed,
    ]
  ) assert.equal(plainRecipe(tensor), undefined);
});
