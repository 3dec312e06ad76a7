/** The command that the demo shows, run as it is shown. @module */
import { fileURLToPath } from "node:url";

/** What a command said, and how it ended. */
export interface Answer {
  readonly code: number;
  readonly lines: readonly string[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The command as a reader can copy it. */
export function shown(args: readonly string[]): string {
  return ["deno", "task", "tensorferry", ...args].join(" ");
}

/** Runs the command from the root of the workspace. */
export async function run(args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "tensorferry", ...args],
    cwd: ROOT,
    // The task counts paths from where it was called, and would take that to be where the demo was.
    env: { INIT_CWD: ROOT },
    stdin: "null",
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, lines: (code <= 1 ? text[0]! : text.join("")).trimEnd().split("\n") };
}
