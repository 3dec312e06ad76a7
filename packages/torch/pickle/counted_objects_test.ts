import assert from "node:assert/strict";
import { bytesOfParts } from "../testing/pickler.ts";
import type { Dialect } from "./dialect.ts";
import { MAX_OBJECTS } from "./limits.ts";
import type { Kinded } from "./pickled.ts";
import { unpickle } from "./unpickle.ts";

const SIZE: Dialect<Kinded> = {
  globals: new Map([
    ["torch.Size", { kind: "callable", name: "torch.Size", call: ([sizes]) => sizes! }],
  ]),
  tooLarge: "Save from fewer ranks",
};

/** Reads `first`, then `repeated` so often, and the end. */
function read(first: string, repeated: string, times: number) {
  const unit = bytesOfParts(repeated);
  const bytes = new Uint8Array(first.length + unit.length * times + 1);
  bytes.set(bytesOfParts(first));
  for (let i = 0; i < times; i++) bytes.set(unit, first.length + i * unit.length);
  bytes.set(bytesOfParts("."), bytes.length - 1);
  return unpickle(bytes, SIZE, { name: "case" });
}

Deno.test("unpickle() does not count the state of an object, which is gone once it is taken over", () => {
  read("}", "}b", MAX_OBJECTS + 1);
});

Deno.test("unpickle() does not count the arguments of a call, nor twice what it answers", () => {
  // Of two tuples and what the call answers, the inner tuple stays.
  read("ctorch\nSize\nq\x00}", "h\x00K\x01\x85\x85Rb", MAX_OBJECTS / 2);
});

Deno.test("unpickle() counts what was kept to be used again, and says what to do about too many", () => {
  assert.throws(() => read("}", "}q\x00bh\x00b", MAX_OBJECTS), (error: Error) => {
    assert.match(error.message, /more than 16777216 objects .*TooLarge.* Save from fewer ranks$/);
    return true;
  });
});
