import assert from "node:assert/strict";
import { runCases } from "./fuzz/run_cases.ts";
import { SEEDS } from "./fuzz/seeds.ts";
import { SUBJECTS } from "./fuzz/subjects.ts";

/** Cases of each reader; `deno task fuzz` runs as many as there is time for. */
const CASES = 600;

for (const subject of SUBJECTS) {
  Deno.test(`${CASES} changed files keep every promise: ${subject.reader}`, async () => {
    const seeds = [...SEEDS[subject.reader] ?? [], ...Array.from({ length: CASES }, (_, i) => i)];
    const { cases, opened, failures } = await runCases(subject, seeds);
    assert.deepEqual(failures, []);
    assert.equal(cases, seeds.length);
    // Where nothing opened, or everything did, the changes would have missed what they are meant to change.
    assert(opened > 0 && opened < cases, `${opened} of ${cases} opened`);
  });
}

Deno.test("the seeds that are kept are of readers that there are", () => {
  const readers = SUBJECTS.map(({ reader }) => reader);
  assert.deepEqual(Object.keys(SEEDS).filter((reader) => !readers.includes(reader)), []);
});
