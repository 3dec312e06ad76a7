/**
 * The reference wheel as a process: one line in, one line out.
 *
 * @module
 */

const PYTHON = new URL("../../.oracle/bin/python", import.meta.url).pathname;

/** Runs a script of this folder on `lines`, and answers the lines that it prints. */
export async function askReference(
  script: string,
  args: readonly string[],
  lines: readonly string[],
): Promise<string[]> {
  const path = new URL(script, import.meta.url).pathname;
  const child = new Deno.Command(PYTHON, {
    args: [path, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = new Response(child.stdout).text();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  await writer.close();
  const { code } = await child.status;
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  const answers = (await output).trimEnd().split("\n");
  if (answers.length !== lines.length) {
    throw new Error(`${script} answered ${answers.length} of ${lines.length} lines`);
  }
  return answers;
}
