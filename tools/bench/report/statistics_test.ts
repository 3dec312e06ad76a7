import assert from "node:assert/strict";
import { median, medianOfRatios, spreadOf } from "./statistics.ts";

Deno.test("median() is the middle, or between the two in the middle", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([10, 9]), 9.5);
  assert.throws(() => median([]), RangeError);
});

Deno.test("spreadOf() leaves the order of the runs alone", () => {
  const runs = [3, 1, 2];
  assert.deepEqual(spreadOf(runs), { median: 2, least: 1, most: 3 });
  assert.deepEqual(runs, [3, 1, 2]);
});

Deno.test("medianOfRatios() does not see a drift that both have", () => {
  assert.equal(medianOfRatios([2, 4, 8], [1, 2, 4]), 2);
});
