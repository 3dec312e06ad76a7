import { deepEqual } from "node:assert/strict";
import fc from "fast-check";
import { compareCodePoints } from "./utf8.ts";

Deno.test("compareCodePoints() orders names as their UTF-8 bytes", () => {
  const name = fc.string({ unit: "binary", maxLength: 6 }).filter((text) => text.isWellFormed());
  const encode = (text: string) => [...new TextEncoder().encode(text)];
  fc.assert(fc.property(fc.array(name), (names) => {
    const byBytes = names.toSorted((a, b) => {
      const [x, y] = [encode(a), encode(b)];
      const at = x.findIndex((byte, i) => byte !== y[i]);
      return at < 0 ? x.length - y.length : x[at]! - (y[at] ?? -1);
    });
    deepEqual(names.toSorted(compareCodePoints), byBytes);
  }));
});
