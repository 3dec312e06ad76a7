import assert from "node:assert/strict";
import { mergeRows, readTable, writeTable } from "./markdown_table.ts";

const LINES = [["row", "wall"], ["`fuse`", "1.00 s"], ["`rope`", "2.00 s"]];

Deno.test("a table is read as it was written", () => {
  const text = writeTable(LINES);
  assert.equal(text.split("\n")[1], "| ------ | ------ |");
  assert.deepEqual(readTable(`A machine.\n\n${text}`), LINES.slice(1));
  assert.deepEqual(readTable("nothing yet"), []);
});

Deno.test("mergeRows() keeps what was not measured anew, and drops rows that are no more", () => {
  const merged = mergeRows([["a", "1"], ["b", "1"], ["gone", "1"]], [["b", "2"], ["c", "2"]], [
    "c",
    "b",
    "a",
  ]);
  assert.deepEqual(merged, [["c", "2"], ["b", "2"], ["a", "1"]]);
});
