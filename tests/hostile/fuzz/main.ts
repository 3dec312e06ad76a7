/**
 * Fuzzes the readers for as long as one likes: `deno task fuzz --seconds 300 --reader dcp`.
 *
 * Every case has a seed, which says what was changed; what a seed finds belongs into `seeds.ts`.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { parseArgs } from "node:util";
import { type Failure, runCases } from "./run_cases.ts";
import { SUBJECTS } from "./subjects.ts";

/** Cases between two looks at the clock. */
const ROUND = 500;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string" },
    reader: { type: "string" },
  },
});
const subjects = SUBJECTS.filter(({ reader }) => reader === (values.reader ?? reader));
const [seconds, seed] = [Number(values.seconds), Number(values.seed ?? Date.now() % 2 ** 31)];
if (subjects.length === 0 || !(seconds > 0) || !Number.isSafeInteger(seed)) {
  const readers = SUBJECTS.map(({ reader }) => reader).join(", ");
  console.error(`usage: fuzz [--seconds N] [--seed N] [--reader ${readers}]`);
  Deno.exit(2);
}

const failures = new Map<string, Failure & { reader: string; times: number }>();
const end = performance.now() + 1000 * seconds;
let cases = 0;
for (let first = seed; performance.now() < end; first += ROUND) {
  for (const subject of subjects) {
    const tally = await runCases(subject, Array.from({ length: ROUND }, (_, i) => first + i));
    cases += tally.cases;
    console.log(
      `${subject.reader} from seed ${first}: ${tally.cases} cases, ${tally.opened} opened, ` +
        `${tally.planned} planned, ${tally.failures.length} failed`,
    );
    for (const failure of tally.failures) {
      // What is said differs from case to case, and how it begins and the place in the code do not.
      const { broken } = failure;
      const kind = `${subject.reader} ${broken.slice(0, 24)} ${broken.slice(-80)}`.replace(
        /\d+/g,
        "…",
      );
      const { times } = failures.get(kind) ?? { times: 0 };
      failures.set(kind, { ...failure, reader: subject.reader, times: times + 1 });
    }
    if (performance.now() >= end) break;
  }
}
for (const { reader, seed, broken, times } of failures.values()) {
  console.error(`${reader}, seed ${seed} (${times} like it): ${broken}`);
}
console.log(`${cases} cases, ${failures.size} kinds of failure`);
Deno.exit(failures.size === 0 ? 0 : 1);
