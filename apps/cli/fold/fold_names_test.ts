import fc from "fast-check";
import assert from "node:assert/strict";
import { foldNames } from "./fold_names.ts";

/** The folds of names that all have one label, as `pattern ×count`. */
function folds(...names: string[]): string[] {
  return foldNames(names.map((name) => ({ name, label: "" })))
    .map(({ parts, count }) => `${parts.join(".")} ×${count}`);
}

Deno.test("foldNames() folds layers and experts", () => {
  const names = [0, 1, 2].flatMap((layer) =>
    [0, 1, 2, 3].map((expert) => `layers.${layer}.experts.${expert}.w`)
  );
  assert.deepEqual(folds("head", ...names), ["head ×1", "layers.{0..2}.experts.{0..3}.w ×12"]);
});

Deno.test("foldNames() shows which layers differ", () => {
  const found = folds(
    ...[0, 1, 2].map((layer) => `layers.${layer}.norm`),
    ...[0, 2].flatMap((layer) => [0, 1, 2].map((expert) => `layers.${layer}.experts.${expert}.w`)),
    "layers.1.w",
  );
  assert.deepEqual(found, [
    "layers.{0..2}.norm ×3",
    "layers.{0,2}.experts.{0..2}.w ×6",
    "layers.1.w ×1",
  ]);
});

Deno.test("foldNames() keeps apart what has another label", () => {
  const found = foldNames([
    { name: "layers.0.w", label: "float32" },
    { name: "layers.1.w", label: "bfloat16" },
    { name: "layers.2.w", label: "float32" },
  ]);
  assert.deepEqual(found, [
    { parts: ["layers", "{0,2}", "w"], label: "float32", count: 2 },
    { parts: ["layers", "1", "w"], label: "bfloat16", count: 1 },
  ]);
});

Deno.test("foldNames() does not take 01 for 1", () => {
  assert.deepEqual(folds("l.01", "l.1"), ["l.01 ×1", "l.1 ×1"]);
});

Deno.test("foldNames() takes a name of a million parts", () => {
  assert.equal(foldNames([{ name: "1.".repeat(1e6), label: "" }]).length, 1);
});

Deno.test("foldNames() stands for every name once", () => {
  const name = fc.array(fc.constantFrom("a", "b", "0", "1", "2"), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join("."));
  fc.assert(fc.property(fc.uniqueArray(name), (names) => {
    const found = foldNames(names.map((name) => ({ name, label: "" })));
    assert.deepEqual(found.flatMap(({ parts }) => unfold(parts)).sort(), names.toSorted());
    assert.equal(found.reduce((sum, { count }) => sum + count, 0), names.length);
  }));
});

/** Every name that folded parts stand for; the numbers here are below 3. */
function unfold(parts: readonly string[]): string[] {
  return parts.reduce<string[]>((names, part, i) => {
    const options = part === "{0..2}" ? ["0", "1", "2"] : part.replace(/[{}]/g, "").split(",");
    return names.flatMap((name) => options.map((option) => i === 0 ? option : `${name}.${option}`));
  }, [""]);
}
