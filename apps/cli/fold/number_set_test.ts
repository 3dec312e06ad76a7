import assert from "node:assert/strict";
import { formatNumbers } from "./number_set.ts";

Deno.test("formatNumbers() writes runs as ranges", () => {
  const cases: [numbers: number[], shown: string][] = [
    [[1], "1"],
    [[0, 1, 2], "{0..2}"],
    [[0, 2], "{0,2}"],
    [[3, 4], "{3,4}"],
    [[0, 1, 2, 4, 5, 6, 9], "{0..2,4..6,9}"],
    [[1, 3, 5, 7], "{1..7..2}"],
    [[0, 2, 3, 4], "{0,2..4}"],
  ];
  for (const [numbers, shown] of cases) assert.equal(formatNumbers(numbers), shown);
});
