import assert from "node:assert/strict";
import { bytesOfParts } from "../testing/pickler.ts";
import { memoUses } from "./memo_uses.ts";

function uses(...parts: Parameters<typeof bytesOfParts>): number[] {
  const bytes = bytesOfParts(...parts);
  return [...memoUses(bytes, new DataView(bytes.buffer))];
}

Deno.test("memoUses() finds what is fetched, and not what is only kept", () => {
  assert.deepEqual(uses("]q\x01K\x02q\x02h\x01j\x07\x01\x00\x00."), [1, 263]);
});

Deno.test("memoUses() does not take arguments for instructions", () => {
  assert.deepEqual(uses("X\x02\x00\x00\x00h\x09Mh\x08ch\x01\nh\x02\n."), []);
});

Deno.test("memoUses() looks no further than the end of the pickle", () => {
  assert.deepEqual(uses("N.h\x01"), []);
  assert.deepEqual(uses("X\xff\xff\xff\xffh\x01"), []);
});
