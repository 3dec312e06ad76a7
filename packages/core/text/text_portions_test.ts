import assert from "node:assert/strict";
import fc from "fast-check";
import { textPortions } from "./text_portions.ts";

Deno.test("textPortions() keeps the text, in pieces that are long but for the last", () => {
  const piece = fc.tuple(fc.constantFrom("a", "bc", "\u{1f680}"), fc.nat(40_000))
    .map(([text, times]) => text.repeat(times));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const portions = [...textPortions(pieces)];
      assert.equal(portions.join(""), pieces.join(""));
      assert(portions.slice(0, -1).every(({ length }) => length >= 2 ** 16));
      assert(portions.every(({ length }) => length > 0));
    }),
    { numRuns: 60 },
  );
});
