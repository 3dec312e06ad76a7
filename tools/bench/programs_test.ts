import assert from "node:assert/strict";
import { readTaskCommand, tensorferry } from "./programs.ts";

Deno.test("readTaskCommand() takes the flags as they stand", () => {
  const task = 'ROOT="$PWD" && deno run --allow-read --v8-flags=--x,--y "$ROOT/apps/cli/main.ts"';
  assert.deepEqual(readTaskCommand(task), {
    flags: ["--allow-read", "--v8-flags=--x,--y"],
    entry: "apps/cli/main.ts",
  });
  assert.throws(() => readTaskCommand("deno run main.ts"), /^Error: Cannot tell what/);
});

Deno.test("tensorferry() is what the root deno.json runs", () => {
  assert.equal(tensorferry("--help").at(-1), "--help");
  assert(tensorferry().includes("--no-prompt"));
});
