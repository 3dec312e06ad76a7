/**
 * A program, and what it makes of its command line.
 *
 * @module
 */
import { type Application, buildApplication, run } from "@stricli/core";
import { Mistake, mistakeText, unexpected } from "./mistake.ts";
import { findVerb, flagsOf, meantVerb, namesNoVerb, spell } from "./spelling.ts";
import type { Asked, Flags, Group } from "./verb.ts";

/** A program, whose verbs make an `R` of their command lines. */
export interface Program<R> {
  readonly name: string;
  readonly version: string;
  readonly root: Group<R>;
}

/** What is made of a command line: what a verb is asked for, a text to print, or what is wrong. */
export type Answer<R> = { readonly request: R } | { readonly text: string } | {
  readonly mistake: string;
};

/** Where help is shown. */
export interface Page {
  /** Characters that fit in a line. */
  readonly columns: number;
  /** Whether it may have colours. */
  readonly colours: boolean;
}

/** Makes what it can of a command line. Nothing is printed, and no environment variable asked for. */
export async function answer<R>(
  program: Program<R>,
  args: readonly string[],
  page: Page,
): Promise<Answer<R>> {
  const found = findVerb(program.root, args);
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  if (options.includes("--version")) return { text: `${program.version}\n` };
  if (options.includes("--help") && !namesNoVerb(found)) {
    return { text: (await import("./help.ts")).helpText(program, found, page) };
  }
  try {
    return await parse(program, args);
  } catch (error) {
    if (error instanceof Mistake) return { mistake: error.message };
    throw error;
  }
}

async function parse<R>(program: Program<R>, args: readonly string[]): Promise<Answer<R>> {
  const found = meantVerb(findVerb(program.root, args));
  const { target, path, rest } = found;
  if ("verbs" in target && !namesNoVerb(found)) {
    throw new Mistake(rest[0] === undefined ? NO_VERB : unexpected(rest[0]));
  }
  const flags = flagsOf(found);
  const mistakes: string[] = [];
  const asked = context<R>((text) => mistakes.push(text));
  // Where there is no such verb, Stricli says so, and which may have been meant.
  const words = "verbs" in target ? rest : spell(flags, rest);
  await run(application(program, flags), [...path, ...words], asked);
  return asked.request === undefined
    ? { mistake: mistakes[0]!.trimEnd() }
    : { request: asked.request };
}

const NO_VERB = "Expected a `VERB`, but too few arguments.";

/** What Stricli is given to work with. */
export function context<R>(tell: (text: string) => void): Asked<R> {
  const stream = { write: tell };
  return { process: { stdout: stream, stderr: stream }, offered: [], takesFile: false };
}

/** The program as Stricli knows it: its own `--help` and `--version` are not among the options. */
export function application<R>({ name, root }: Program<R>, flags: Flags): Application<Asked<R>> {
  return buildApplication(root, {
    name,
    localization: { text: mistakeText(flags) },
    scanner: {
      caseStyle: "original",
      allowArgumentEscapeSequence: true,
      // As many letters may be wrong, missing, too many or swapped in a word, for another to be taken for what was meant.
      distanceOptions: {
        threshold: 2,
        weights: { insertion: 1, deletion: 1, substitution: 1, transposition: 1 },
      },
    },
    documentation: { disableAnsiColor: true },
  }, {});
}
