import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeeperThan } from "./json_depth.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

Deno.test("isDeeperThan() counts what lies in one another, and no bracket of a text", () => {
  const text = fc.string({ unit: fc.constantFrom("[", "}", '"', "\\", "é") });
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: "medium" },
      text,
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(text, tie("json"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(fc.property(json, fc.nat(6), (value, most) => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    assert.equal(isDeeperThan(bytes, most), depthOf(value) > most);
  }));
});
