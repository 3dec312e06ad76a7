import fc from "fast-check";
import assert from "node:assert/strict";
import { jsonPieces } from "./json_pieces.ts";

Deno.test("jsonPieces() gives the text of JSON.stringify", () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 7 }), (value) => {
    const text = [...jsonPieces(value)].join("");
    assert.equal(JSON.stringify(JSON.parse(text)), JSON.stringify(value));
  }));
});

Deno.test("jsonPieces() leaves nothing in that drives a terminal, and means the same", () => {
  const value = { "\x9b2J\u202e": ["\x7f\u2028\u{e0001}\x1b"] };
  const text = [...jsonPieces(value)].join("");
  assert.match(text, /^[ -~]*$/);
  assert.deepEqual(JSON.parse(text), value);
});

Deno.test("jsonPieces() leaves out what is undefined", () => {
  assert.equal([...jsonPieces({ a: undefined, b: [1] })].join(""), `{"b":[1]}`);
  assert.equal([...jsonPieces({ a: undefined })].join(""), "{}");
});

Deno.test("jsonPieces() loses no number", () => {
  const value = { first: [2n ** 60n, NaN, -Infinity], deep: [[[[[NaN]]]]] };
  const text = `{"first":["1152921504606846976","NaN","-Infinity"],"deep":[[[[["NaN"]]]]]}`;
  assert.equal([...jsonPieces(value)].join(""), text);
});

Deno.test("jsonPieces() hands on as it goes", () => {
  const value = { shards: [{ tensors: Array.from({ length: 50_000 }, (_, i) => ({ i })) }] };
  const found = [...jsonPieces(value)];
  assert(found.length > 5);
  assert.deepEqual(JSON.parse(found.join("")), value);
});
