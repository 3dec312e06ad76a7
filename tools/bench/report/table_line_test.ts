import assert from "node:assert/strict";
import { MIB, type Row } from "../rows/row.ts";
import { COLUMNS, figuresOf, measuredLine, missingLine, reached } from "./table_line.ts";

const side = { reads: [], rehearsal: [], writes: true, command: () => [] };
const row: Row = {
  name: "fuse",
  work: "experts",
  section: "speed",
  ours: side,
  yardstick: { ...side, title: "cp -r" },
  target: { ratio: 1, peak: 96 * MIB },
};
const cost = (wall: number, peak = 90 * MIB) => ({ wall, user: 0.25, system: 0.5, peak });
const measured = {
  row,
  ours: [cost(1), cost(2), cost(3, 97 * MIB)],
  theirs: [cost(2), cost(2), cost(2)],
  moved: 4e9,
};

Deno.test("measuredLine() has medians, ends, ratios and the greatest peak", () => {
  assert.deepEqual(measuredLine(measured, 20e9), [
    "`fuse`",
    "experts",
    "2.00 s (1.00–3.00)",
    "cp -r 2.00 s (2.00–2.00)",
    "1.00",
    "1.00",
    "0.75 / 0.75 s",
    "97 MiB",
    "10 %",
    "≤ 1 met, ≤ 96 MiB **missed**",
  ]);
});

Deno.test("a row without yardstick has no ratio", () => {
  const { yardstick: _, ...alone } = { ...row, target: { wall: 0.15 } };
  const line = measuredLine({ row: alone, ours: [cost(0.2)], theirs: [], moved: 0 }, 1);
  assert.deepEqual(line.slice(2, 6), ["0.20 s", "–", "–", "–"]);
  assert.equal(line.at(-1), "≤ 0.15 s **missed**");
  assert.equal(figuresOf({ ours: [cost(1)], theirs: [] }).ratio, undefined);
});

Deno.test("every line has a cell for each column", () => {
  assert.equal(measuredLine(measured, 1).length, COLUMNS.length);
  assert.equal(missingLine({ row }, "no root").length, COLUMNS.length);
});

Deno.test("reached() says nothing where nothing is to be reached", () => {
  assert.equal(reached({}, { wall: 1, peak: 1 }), "–");
});
