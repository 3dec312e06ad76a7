import assert from "node:assert/strict";
import { readPart, replacePart } from "./generated_part.ts";

const DOCUMENT =
  "before\n<!-- bench:speed -->\nold\n<!-- /bench:speed -->\nafter <!-- bench:cold --><!-- /bench:cold -->\n";

Deno.test("replacePart() leaves all other text as it is", () => {
  const replaced = replacePart(DOCUMENT, "speed", "new\n");
  assert.equal(
    replaced,
    "before\n<!-- bench:speed -->\n\nnew\n\n<!-- /bench:speed -->\n" +
      "after <!-- bench:cold --><!-- /bench:cold -->\n",
  );
  assert.equal(readPart(replaced, "speed"), "new");
  assert.equal(replacePart(replaced, "speed", "new"), replaced);
});

Deno.test("a part that is not there is an error", () => {
  assert.throws(() => readPart(DOCUMENT, "memory"), /^Error: Cannot find the part memory/);
  assert.throws(() => readPart("<!-- /bench:a --><!-- bench:a -->", "a"), /^Error: Cannot find/);
});
