import assert from "node:assert/strict";
import { table } from "./table.ts";

Deno.test("table() aligns words to the left and numbers to the right", () => {
  const lines = table(
    [{ title: "FILE" }, { title: "TENSORS", align: "right" }, { title: "NOTE" }],
    [["model.safetensors", "7", ""], ["b", "1,000", "odd"]],
  );
  assert.deepEqual(lines, [
    "FILE               TENSORS  NOTE",
    "model.safetensors        7",
    "b                    1,000  odd",
  ]);
});
