// deno-lint-ignore-file no-console
import assert from "node:assert/strict";
import { killConversions, randomMoments } from "./killer.ts";

const CAN_KILL = Deno.build.os !== "windows";

/** Enough for every kind of state; `deno task crash` goes on for as long as one likes. */
const AT_RANDOM = 40;
/** Every so many of the operations of a conversion, of which there are about 400. */
const EVERY = 12;
const OPERATIONS = 440;

Deno.test({
  name: "a process killed at a random moment leaves old, new or none, and its conversion goes on",
  ignore: !CAN_KILL,
  async fn() {
    const counts = await killConversions(randomMoments(AT_RANDOM, 20_261_120));
    console.log(counts);
    assert.equal(counts.old + counts.new + counts["no checkpoint"], AT_RANDOM);
    assert(counts["ended before"] < AT_RANDOM, "none was killed");
  },
});

Deno.test({
  name: "a process killed at one of its file operations leaves old, new or none, and goes on",
  ignore: !CAN_KILL,
  async fn() {
    const moments = Array.from({ length: OPERATIONS / EVERY }, (_, i) => ({ at: 1 + i * EVERY }));
    const counts = await killConversions(moments);
    console.log(counts);
    assert(counts.resumed > 5);
    assert(counts["ended before"] < moments.length / 2);
  },
});
