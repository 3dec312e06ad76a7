/**
 * Says how many tests passed, as the reports that `deno test --junit-path` left tell it, on a line that a machine can read:
 * `12 passed, 0 failed`. Fails where a test failed, and where none ran.
 *
 * Steps of a test count as tests, as they do in the reports.
 *
 * @module
 */

/** How many tests ended in which way. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SUITE =
  /<testsuite [^>]*\btests="(?<tests>\d+)" disabled="(?<disabled>\d+)" errors="(?<errors>\d+)" failures="(?<failures>\d+)"/g;

/** Adds up the suites of JUnit reports. */
export function countTests(reports: readonly string[]): TestCount {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const { groups } of reports.flatMap((report) => [...report.matchAll(SUITE)])) {
    const failed = Number(groups!.errors) + Number(groups!.failures);
    count.failed += failed;
    count.skipped += Number(groups!.disabled);
    count.passed += Number(groups!.tests) - failed - Number(groups!.disabled);
  }
  return count;
}

if (import.meta.main) {
  const reports = Deno.args.flatMap((folder) =>
    [...Deno.readDirSync(folder)].map(({ name }) => Deno.readTextFileSync(`${folder}/${name}`))
  );
  const { passed, failed, skipped } = countTests(reports);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  Deno.exitCode = passed > 0 && failed === 0 ? 0 : 1;
}
