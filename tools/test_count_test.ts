import assert from "node:assert/strict";
import { countTests } from "./test_count.ts";

const TESTS = `
Deno.test("passes <testsuite tests='9'>", async (t) => {
  await t.step("a step", () => {});
});
Deno.test("fails", () => { throw new Error('<testsuite tests="9"'); });
Deno.test.ignore("is left out", () => {});
`;

Deno.test("countTests() reads what deno test reports", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/a_test.ts`, TESTS);
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-config", "--junit-path=report.xml", "a_test.ts"],
      cwd: folder,
    }).output();
    assert.equal(code, 1);
    const report = await Deno.readTextFile(`${folder}/report.xml`);
    assert.deepEqual(countTests([report, report]), { passed: 4, failed: 2, skipped: 2 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("countTests() counts nothing in a report without tests", () => {
  const report = `<testsuites name="deno test" tests="0" failures="0" errors="0" time="0.000">
</testsuites>`;
  assert.deepEqual(countTests([report]), { passed: 0, failed: 0, skipped: 0 });
});
