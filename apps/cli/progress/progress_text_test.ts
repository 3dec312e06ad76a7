import assert from "node:assert/strict";
import { progressBar, progressText } from "./progress_text.ts";

const stand = { done: 1.68e9, total: 4e9, at: "model-00001-of-00002.safetensors" };
const pace = { bytesPerSecond: 512e6, secondsLeft: 4.53 };

Deno.test("progressText() tells bytes, rate and time left", () => {
  assert.equal(progressText(stand, pace), "42%, 1.68 GB of 4 GB, 512 MB/s, 4.5 s left");
});

Deno.test("progressText() leaves out what is not known", () => {
  assert.equal(progressText({ done: 0, total: 10 }, {}), "0%, 0 B of 10 B");
  assert.equal(progressText({ done: 0, total: 0 }, {}), "100%, 0 B of 0 B");
});

Deno.test("progressBar() fits in a line", () => {
  assert.equal(
    progressBar(stand, pace, 200),
    "████████░░░░░░░░░░░░ 42%, 1.68 GB of 4 GB, 512 MB/s, 4.5 s left  model-00001-of-00002.safetensors",
  );
  for (const columns of [10, 40, 80]) {
    assert(progressBar(stand, pace, columns).length < columns);
  }
});
