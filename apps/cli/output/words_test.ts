import assert from "node:assert/strict";
import { counted, formatDuration, formatMemory, listNames } from "./words.ts";

Deno.test("counted() agrees with its number", () => {
  assert.equal(counted(1, "tensor"), "1 tensor");
  assert.equal(counted(0, "tensor"), "0 tensors");
  assert.equal(counted(12345, "tensor"), "12,345 tensors");
});

Deno.test("formatDuration() shows the two largest units", () => {
  const cases: [seconds: number, shown: string][] = [
    [0.0123, "12 ms"],
    [2.34, "2.3 s"],
    [9.96, "10 s"],
    [59.6, "1 min 0 s"],
    [125, "2 min 5 s"],
    [3600, "1 h 0 min"],
    [100000, "27 h 46 min"],
  ];
  for (const [seconds, shown] of cases) assert.equal(formatDuration(seconds), shown);
});

Deno.test("listNames() counts what it does not name, and escapes what it does", () => {
  assert.equal(listNames(["a", "b\x1b"], 5), "a, b\\u001b");
  assert.equal(listNames(["a", "b", "c"], 2), "a, b and 1 more");
});

Deno.test("formatMemory() never says less than there is", () => {
  assert.equal(formatMemory(64 * 2 ** 20), "64 MiB");
  assert.equal(formatMemory(131072), "128 KiB");
  assert.equal(formatMemory(131073), "129 KiB");
});
