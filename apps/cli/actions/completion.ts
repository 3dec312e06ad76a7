/**
 * What shells are given to complete command lines.
 *
 * @module
 */
import { FILES } from "../completion/files.ts";
import { offers } from "../grammar/offers.ts";
import type { Program } from "../grammar/program.ts";
import type { Session } from "../output/screen.ts";
import type { ShellName } from "../values/shell_name.ts";

/** Prints the script of a shell. It asks for what `offer` prints. */
export async function printScript(shell: ShellName, { out }: Session): Promise<number> {
  const { scripts } = await import("../completion/scripts.ts");
  out.write(scripts[shell]);
  return 0;
}

/** Prints the words that may stand in the place of the last one, each in a line, with a tabulator and what it means. */
export async function offer<R>(
  program: Program<R>,
  shell: ShellName,
  typed: readonly string[],
  { out }: Session,
): Promise<number> {
  // What follows `help` is what it could follow too.
  const { words, takesFile } = await offers(program, typed[0] === "help" ? typed.slice(1) : typed);
  if (takesFile) out.write(`${FILES}\n`);
  // Bash shows no more than the words.
  for (const { text, description = "" } of words) {
    out.write(shell === "bash" ? `${text}\n` : `${text}\t${description}\n`);
  }
  return 0;
}
