import assert from "node:assert/strict";
import * as fc from "fast-check";
import { expander, variablesOf } from "./name_pattern.ts";
import { patternIndex } from "./pattern_index.ts";

Deno.test("patternIndex() matches whole parts between dots, and numbers as PyTorch writes them", () => {
  const index = patternIndex<string>();
  index.add("layers.{layer}.mlp.experts.{expert}.up.weight", "expert");
  index.add("layers.{layer}.mlp.up.weight", "dense");
  index.add("proj.0.weight", "first");
  const found = (name: string) =>
    index.match(name).flatMap(({ entries, variables }) =>
      entries.map((entry) => [entry, variables])
    );
  assert.deepEqual(found("layers.10.mlp.experts.9.up.weight"), [["expert", {
    layer: 10,
    expert: 9,
  }]]);
  assert.deepEqual(found("layers.0.mlp.up.weight"), [["dense", { layer: 0 }]]);
  assert.deepEqual(found("proj.0.weight"), [["first", {}]]);
  for (
    const other of [
      "proj.1.weight",
      "layers.00.mlp.up.weight",
      "layers.-1.mlp.up.weight",
      "layers.x.mlp.up.weight",
      "layers.0.mlp.up.weight_scale_inv",
      "a.layers.0.mlp.up.weight",
      "layers.0.mlp.up",
      "layers.{layer}.mlp.up.weight",
      "layers.#.mlp.up.weight",
      "layers.1234567890123456.mlp.up.weight",
      "layers.0x.mlp.up.weight",
      "layers..mlp.up.weight",
      "layers.",
      "layers.0",
      "",
      "10",
    ]
  ) assert.deepEqual(found(other), [], other);
});

Deno.test("patternIndex() wants one value per variable", () => {
  const index = patternIndex<string>();
  index.add("a.{layer}.b.{layer}", "twice");
  assert.equal(index.match("a.1.b.1").length, 1);
  assert.equal(index.match("a.1.b.2").length, 0);
});

Deno.test("patternIndex() tells a number from a variable that stands where it does", () => {
  const index = patternIndex<string>();
  index.add("a.{layer}.w", "any");
  index.add("a.0.w", "first");
  index.add("a.{layer}.w", "any again");
  assert.deepEqual(index.match("a.0.w"), [
    { entries: ["any", "any again"], variables: { layer: 0 } },
    { entries: ["first"], variables: {} },
  ]);
  assert.deepEqual(index.match("a.1.w"), [
    { entries: ["any", "any again"], variables: { layer: 1 } },
  ]);
});

Deno.test("patternIndex() finds what a comparison part by part finds", () => {
  const part = fc.constantFrom("a", "ab", "#", "", "0", "7", "07", "{layer}", "{expert}");
  const pattern = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  const value = fc.constantFrom("a", "ab", "b", "#", "", "0", "7", "07", "10");
  const name = fc.array(value, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  fc.assert(
    fc.property(fc.uniqueArray(pattern), fc.array(name), (patterns, names) => {
      const index = patternIndex<string>();
      for (const pattern of patterns) index.add(pattern, pattern);
      const made = patterns.map((pattern) => expander(pattern)({ layer: 7, expert: 0 }));
      for (const name of [...names, ...made]) {
        const found = index.match(name).flatMap(({ entries, variables }) =>
          entries.map((entry) => ({ entry, variables }))
        );
        const fitting = patterns.flatMap((entry) => {
          const variables = compared(entry, name);
          return variables === undefined ? [] : [{ entry, variables }];
        });
        const order = (a: { entry: string }, b: { entry: string }) => a.entry < b.entry ? -1 : 1;
        assert.deepEqual(found.toSorted(order), fitting.toSorted(order));
      }
    }),
    { numRuns: 500 },
  );
});

/** The variables under which a pattern is a name, found the slow way. */
function compared(pattern: string, name: string): Record<string, number> | undefined {
  const [wanted, parts] = [pattern.split("."), name.split(".")];
  if (wanted.length !== parts.length) return undefined;
  const variables: Record<string, number> = {};
  for (const [i, part] of parts.entries()) {
    const [variable] = variablesOf(wanted[i]!);
    if (variable === undefined) {
      if (part !== wanted[i]) return undefined;
      continue;
    }
    if (!/^(?:0|[1-9][0-9]*)$/.test(part)) return undefined;
    if ((variables[variable] ?? Number(part)) !== Number(part)) return undefined;
    variables[variable] = Number(part);
  }
  return variables;
}
