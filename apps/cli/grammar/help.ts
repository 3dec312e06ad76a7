/**
 * The help of a program and of each of its verbs.
 *
 * @module
 */
import type { Page, Program } from "./program.ts";
import type { Found } from "./spelling.ts";
import type { Flags, Group, Verb } from "./verb.ts";

/** Lines narrower than this leave no room for text beside the names of options. */
const LEAST_COLUMNS = 60;

/** Where the text beside the names begins. */
const INDENT = 30;

/** Something that can be typed, and what it is for. */
export type Row = readonly [name: string, meaning: string];

/** The options of a program, which it has at each of its verbs. */
export const PROGRAM_OPTIONS: readonly Row[] = [
  ["--help", "Show help; after a verb, that of the verb."],
  ["--version", "Show the version."],
];

/** What there is to know of a verb, or of those of a group, wrapped to the columns of the page. */
export function helpText<R>(
  { name, root }: Program<R>,
  { target, path }: Found<R>,
  { columns, colours }: Page,
): string {
  const width = Math.max(LEAST_COLUMNS, columns);
  const bold = (text: string) => colours ? `\x1b[1m${text}\x1b[22m` : text;
  const usage = [name, ...path, target === root ? "VERB ..." : usageOf(target)].join(" ");
  const paragraphs = [
    `${target.brief}\n${bold("Usage:")} ${usage}`,
    wrapped(target.description, width),
    [...rowsOf(target), ...target === root ? PROGRAM_OPTIONS : []].map(([name, meaning]) => {
      const [first = "", ...more] = wrapped(meaning, width - INDENT).split("\n");
      const room = " ".repeat(Math.max(2, INDENT - 2 - name.length));
      return [`  ${bold(name)}${room}${first}`, ...more.map((line) => " ".repeat(INDENT) + line)]
        .join("\n");
    }).join("\n"),
    target.footer.split("\n").map((line) => line.startsWith(" ") ? line : wrapped(line, width))
      .join("\n"),
  ];
  return `${paragraphs.filter((paragraph) => paragraph !== "").join("\n\n")}\n`;
}

function usageOf<R>(target: Verb<R> | Group<R>): string {
  return ["[OPTION...]", ...argumentsOf(target).map(({ usage }) => usage)].join(" ");
}

function rowsOf<R>(target: Verb<R> | Group<R>): Row[] {
  if ("verbs" in target) {
    const verbs = [...target.verbs].map(([name, { brief }]): Row => [name, brief]);
    const alone = target.alone === undefined ? undefined : target.verbs.get(target.alone);
    return [...verbs, ...alone === undefined ? [] : rowsOf(alone)];
  }
  return [
    ...Object.entries(target.parameters.flags ?? {}).map(rowOfOption),
    ...argumentsOf(target).map(({ name, brief }): Row => [name, brief]),
  ];
}

function rowOfOption([name, flag]: [string, Flags[string]]): Row {
  const value = "placeholder" in flag ? ` ${flag.placeholder}` : "";
  const choices = flag.kind === "enum" ? ` (choices: ${flag.values.join(", ")})` : "";
  return [`--${name}${value}`, `${flag.brief}${choices}`];
}

/** An argument, and how it stands in the line of usage. */
interface Argument {
  readonly name: string;
  readonly usage: string;
  readonly brief: string;
}

function argumentsOf<R>(target: Verb<R> | Group<R>): Argument[] {
  const positional = "verbs" in target ? undefined : target.parameters.positional;
  if (positional === undefined) return [];
  const isList = positional.kind === "array";
  return (isList ? [positional.parameter] : positional.parameters).map(
    ({ placeholder: name = "", brief, optional = isList }) => {
      const several = isList ? `${name}...` : name;
      return { name, brief, usage: optional ? `[${several}]` : several };
    },
  );
}

/** A text in lines of at most so many characters, where its words allow it. */
function wrapped(text: string, width: number): string {
  let column = 0;
  return text.split(" ").map((word, at) => {
    const fits = column + 1 + word.length <= width;
    column = at === 0 || !fits ? word.length : column + 1 + word.length;
    return at === 0 ? word : `${fits ? " " : "\n"}${word}`;
  }).join("");
}
