import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ShapeError } from "../errors.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { leaf } from "../tensor/operations.ts";
import { arbitraryTerm } from "../testing/arbitrary_term.ts";
import { naiveBytes } from "../testing/naive.ts";
import { brokenLaw } from "./law.ts";
import { concat } from "./term/concat.ts";
import { flatten, unflatten } from "./term/flatten.ts";
import { rearrange } from "./term/rearrange.ts";
import { stack } from "./term/stack.ts";
import { make, unmake } from "./solve.ts";

Deno.test("unmake() undoes make() in bits, for any term that keeps the laws", () => {
  fc.assert(
    fc.property(arbitraryTerm(), ({ term, counts, members, source }) => {
      assert.equal(brokenLaw({ layout: "whole", hf: term }, Object.keys(counts)), undefined);
      const setting = { config: {}, counts };
      const whole = make(term, {}, setting, (name) => members.get(name));
      assert(whole);
      const back = new Map<string, LazyTensor>();
      unmake(term, whole, {}, setting, (name, tensor) => back.set(name, tensor));
      assert.deepEqual([...back.keys()].toSorted(), [...members.keys()].toSorted());
      for (const [name, tensor] of members) {
        assert.deepEqual(back.get(name)!.shape, tensor.shape);
        assert.deepEqual(naiveBytes(back.get(name)!, [source]), naiveBytes(tensor, [source]));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("make() undoes unmake() in bits", () => {
  fc.assert(
    fc.property(arbitraryTerm(), ({ term, counts, members, source }) => {
      const setting = { config: {}, counts };
      const whole = make(term, {}, setting, (name) => members.get(name))!;
      const bytes = naiveBytes(whole, [source]);
      const stored = leaf({ source: 0, position: 0, dtype: "float32", shape: whole.shape });
      const parts = new Map<string, LazyTensor>();
      unmake(term, stored, {}, setting, (name, tensor) => parts.set(name, tensor));
      const again = make(term, {}, setting, (name) => parts.get(name))!;
      assert.deepEqual(naiveBytes(again, [bytes]), bytes);
    }),
    { numRuns: 300 },
  );
});

const SETTING = { config: { heads: 2 }, counts: { expert: 11 } };

function matrix(rows: number, columns: number, position = 0): LazyTensor {
  return leaf({ source: 0, position, dtype: "uint8", shape: [rows, columns] });
}

Deno.test("make() stacks by number: expert 10 comes after expert 9", () => {
  const positions = new Map(Array.from({ length: 11 }, (_, i) => [`w.${i}`, matrix(1, 1, i)]));
  const term = stack("expert", "w.{expert}");
  const whole = make(term, {}, SETTING, (name) => positions.get(name))!;
  const bytes = Uint8Array.from({ length: 11 }, (_, i) => i);
  assert.deepEqual(naiveBytes(whole, [bytes]), bytes);
});

Deno.test("make() asks for every member, and makes nothing when one is missing", () => {
  const asked: string[] = [];
  const whole = make(stack("expert", "w.{expert}"), {}, SETTING, (name) => {
    asked.push(name);
    return name === "w.3" ? undefined : matrix(1, 1);
  });
  assert.equal(whole, undefined);
  assert.equal(asked.length, 11);
});

Deno.test("make() and unmake() refuse sizes that the rule does not say", () => {
  const wrong = [
    [concat(0, ["a", "b"]), matrix(3, 2)],
    [concat(0, ["a", "b"], [1, 1]), matrix(3, 2)],
    [stack("expert", "w.{expert}"), matrix(10, 2)],
    [flatten(0, [2, 3], "a"), matrix(8, 2)],
    [unflatten(0, [2, -1], "a"), matrix(3, 2)],
  ] as const;
  for (const [term, tensor] of wrong.slice(0, 4)) {
    assert.throws(() => unmake(term, tensor, {}, SETTING, () => {}), ShapeError);
  }
  assert.throws(() => make(wrong[4][0], {}, SETTING, () => wrong[4][1]), ShapeError);
  assert.throws(
    () => make(concat(0, ["a", "b"]), {}, SETTING, (name) => matrix(name === "a" ? 1 : 3, 2)),
    /part 0 of a concat/,
  );
});

Deno.test("rearrange() is view, transpose and reshape, as torchtitan permutes rotary embeddings", () => {
  const rows = 8;
  const term = rearrange(0, [2, 2, -1], [0, 2, 1], "q");
  const whole = make(term, {}, SETTING, () => matrix(rows, 1))!;
  const bytes = Uint8Array.from({ length: rows }, (_, i) => i);
  assert.deepEqual([...naiveBytes(whole, [bytes])], [0, 2, 1, 3, 4, 6, 5, 7]);
});

Deno.test("add works in float32 and comes back to the dtype when the way back is to be exact", () => {
  const stored = leaf({ source: 0, position: 0, dtype: "bfloat16", shape: [1] });
  const setting = { ...SETTING, exact: "bfloat16" } as const;
  const shifted = make({ op: "add", value: 1, of: "w" }, {}, setting, () => stored)!;
  assert.equal(shifted.dtype, "float32");
  const back: LazyTensor[] = [];
  unmake({ op: "add", value: 1, of: "w" }, shifted, {}, setting, (_, tensor) => back.push(tensor));
  assert.equal(back[0]!.dtype, "bfloat16");
  const tiny = Uint8Array.of(0x81, 0x3c);
  assert.deepEqual(naiveBytes(back[0]!, [tiny]), tiny);
});
