import assert from "node:assert/strict";
import { cutScratch, totalNeed } from "./scratch.ts";

const NEEDS = [{ least: 16, efficient: 1000 }, { least: 0, efficient: 3000 }];

Deno.test("regions are aligned, apart, at least the least, and at most all there is", () => {
  const { least } = totalNeed(NEEDS);
  for (let shift = 0; shift < 8; shift++) {
    for (const size of [least, least + 5, 200, 4008, 9999]) {
      const bytes = new Uint8Array(size + shift).subarray(shift);
      const regions = cutScratch({ bytes }, NEEDS);
      let end = bytes.byteOffset;
      regions.forEach(({ bytes: region }, r) => {
        assert.equal(region.byteOffset % 8, 0);
        assert(region.byteOffset >= end);
        assert(region.byteLength >= NEEDS[r]!.least);
        end = region.byteOffset + region.byteLength;
      });
      assert(end <= bytes.byteOffset + size);
    }
  }
});

Deno.test("no need takes nothing", () => {
  assert.deepEqual(totalNeed([]), { least: 0, efficient: 0 });
  assert.deepEqual(cutScratch({ bytes: new Uint8Array() }, []), []);
});

Deno.test("any scratch will do for needs that can do without", () => {
  const needs = [{ least: 0, efficient: 1000 }, { least: 0, efficient: 9 }];
  assert.equal(totalNeed(needs).least, 0);
  for (const size of [0, 3, 8, 20]) {
    const bytes = new Uint8Array(size + 1).subarray(1);
    for (const { bytes: region } of cutScratch({ bytes }, needs)) {
      assert(region.byteOffset + region.byteLength <= 1 + size);
    }
  }
});
