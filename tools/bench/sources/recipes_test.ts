import assert from "node:assert/strict";
import { neededFor } from "./recipes.ts";

Deno.test("neededFor() goes back to what the harness makes", () => {
  assert.deepEqual(
    [...neededFor(["moe-transposed", "llama"])].toSorted(),
    ["llama", "moe", "moe-fused", "moe-transposed"],
  );
  assert.equal(neededFor([]).size, 0);
});
