/** What the demo looks like: handsome on a terminal, plain in a pipe. @module */

const isTerminal = Deno.stdout.isTerminal();
const colours = isTerminal && !Deno.noColor;

/** Lines are broken before this many characters, on narrow terminals earlier. */
const WIDTH = 96;

function painted(code: string, text: string): string {
  return colours ? `\x1b[${code}m${text}\x1b[0m` : text;
}

function width(): number {
  return isTerminal ? Math.min(WIDTH, Deno.consoleSize().columns || WIDTH) : WIDTH;
}

/** The title of a step, and what it is about. */
export function showTitle(number: number, of: number, title: string, why: string): void {
  console.log(`\n${painted("1;36", `${number}/${of}`)}  ${painted("1", title)}`);
  for (const line of broken(why, width() - 5)) console.log(`     ${line}`);
}

/** A command, before it runs. */
export function showCommand(command: string): void {
  console.log(`\n     ${painted("32", `$ ${command}`)}`);
}

/** What it said, and how long it took. */
export function showAnswer(lines: readonly string[], seconds: number): void {
  for (const line of lines) console.log(`     ${painted("2", "│")} ${line}`);
  console.log(`     ${painted("2", `└ ${seconds.toFixed(1)} s`)}`);
}

/** The last words. */
export function showEnd(isGood: boolean, lines: readonly string[]): void {
  const [first, ...others] = lines;
  console.log(`\n${painted(isGood ? "1;32" : "1;31", `${isGood ? "✓" : "✗"} ${first}`)}`);
  for (const line of others) console.log(`  ${line}`);
}

/** An opening line. */
export function showBeginning(title: string, what: string): void {
  console.log(painted("1", title));
  for (const line of broken(what, width())) console.log(line);
}

function broken(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
