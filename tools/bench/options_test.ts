import assert from "node:assert/strict";
import { readOptions } from "./options.ts";

Deno.test("readOptions() takes rows by name, and sections by what is asked for", () => {
  const sections = (...args: string[]) =>
    new Set(readOptions(args).rows.map(({ section }) => section));
  assert.deepEqual(sections(), new Set(["speed", "cold", "memory", "headers"]));
  assert.deepEqual(sections("--sync"), new Set(["synced"]));
  assert(sections("--peers").has("peers"));
  const names = readOptions(["--rows", "cast-*", "--rows", "help"]).rows.map(({ name }) => name);
  assert.equal(names.length, 5);
});

Deno.test("readOptions() says what it cannot read", () => {
  assert.throws(() => readOptions(["--rows", "nothing"]), /among reshard, rename/);
  assert.throws(() => readOptions(["--runs", "none"]), /^Error: Cannot run none times/);
  assert.throws(() => readOptions(["--size", "big"]), /Cannot read "big" as a size/);
});
