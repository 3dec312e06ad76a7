/**
 * The one gate: `deno task ok`. Runs each task that checks something, and stops at the first that fails.
 *
 * @module
 */

/** Tasks of the root deno.json, each of which can be run alone. */
const STEPS = ["format", "lock", "lint", "check", "doc", "tree", "test", "publish"];

/** Runs a task, and answers its exit code. */
async function run(task: string): Promise<number> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task],
    stdin: "null",
  });
  return (await command.spawn().status).code;
}

for (const step of STEPS) {
  console.log(`\n== ${step}`);
  const start = performance.now();
  const code = await run(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) {
    console.error(`== ${step} failed after ${seconds} s; alone: deno task ${step}`);
    Deno.exit(code);
  }
  console.log(`== ${step} ok, ${seconds} s`);
}
console.log("\n== ok");
