import assert from "node:assert/strict";
import { openPace } from "./pace.ts";

/** A pace under a clock that is set by hand, in seconds. */
function paced() {
  let seconds = 100;
  const pace = openPace(() => seconds * 1000);
  return (at: number, done: number, total: number) => {
    seconds = 100 + at;
    return pace(done, total);
  };
}

Deno.test("openPace() says nothing at first", () => {
  assert.deepEqual(paced()(0.1, 10, 1000), {});
});

Deno.test("openPace() tells rate and time left", () => {
  assert.deepEqual(paced()(2, 200, 1000), { bytesPerSecond: 100, secondsLeft: 8 });
});

Deno.test("openPace() forgets what was long ago", () => {
  const pace = paced();
  for (let at = 1; at <= 20; at++) pace(at, at * 1000, 1e6);
  let last = {};
  for (let at = 21; at <= 40; at++) last = pace(at, 20_000 + (at - 20) * 10, 1e6);
  assert.deepEqual(last, { bytesPerSecond: 10, secondsLeft: (1e6 - 20_200) / 10 });
});

Deno.test("openPace() tells no end while nothing moves", () => {
  assert.deepEqual(paced()(5, 0, 1000), { bytesPerSecond: 0 });
});
