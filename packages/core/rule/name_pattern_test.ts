import assert from "node:assert/strict";
import { expander, isPattern, variablesOf } from "./name_pattern.ts";

Deno.test("isPattern() and variablesOf() read names with variables", () => {
  assert.deepEqual(variablesOf("a.{layer}.b.{expert}"), ["layer", "expert"]);
  assert.equal(expander("a.{layer}.b")({ layer: 12 }), "a.12.b");
  for (const bad of ["", "a.", ".a", "a.{Layer}", "a.x{layer}", "a.{layer"]) {
    assert(!isPattern(bad), bad);
  }
});
