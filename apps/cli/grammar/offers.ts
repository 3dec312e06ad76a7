/**
 * How a command line may go on, for the completion of shells.
 *
 * @module
 */
import { proposeCompletions } from "@stricli/core";
import { PROGRAM_OPTIONS } from "./help.ts";
import { Mistake } from "./mistake.ts";
import { application, context, type Program } from "./program.ts";
import { findVerb, flagsOf, meantVerb, spell } from "./spelling.ts";
import type { Offer, Offering } from "./value.ts";
import type { Flags } from "./verb.ts";

/** What may stand in the place of the last word. */
export interface Offers extends Pick<Offering, "takesFile"> {
  readonly words: readonly Offer[];
}

const NONE: Offers = { words: [], takesFile: false };

/** The words that may stand in the place of the last one, which is empty where nothing of it was typed. */
export async function offers<R>(program: Program<R>, given: readonly string[]): Promise<Offers> {
  const found = meantVerb(findVerb(program.root, given));
  const { path, rest } = found;
  const flags = flagsOf(found);
  const last = rest.at(-1) ?? "";
  let before: string[];
  try {
    before = [...path, ...spell(flags, rest.slice(0, -1))];
  } catch (error) {
    if (error instanceof Mistake) return NONE;
    throw error;
  }
  const isValue = takesValue(flags, before.at(-1));
  const isOption = last.startsWith("-") && !isValue && !before.includes("--");
  const [, option = "", value = ""] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  if (!isOption || !takesValue(flags, option)) {
    return await proposed(program, before, last, isOption);
  }
  const { words, takesFile } = await proposed(program, [...before, option], value, false);
  return { words: words.map((word) => ({ ...word, text: `${option}=${word.text}` })), takesFile };
}

/** Whether a word is an option that is followed by a value. */
function takesValue(flags: Flags, word: string = ""): boolean {
  const flag = word.startsWith("--") ? flags[word.slice(2)] : undefined;
  return flag !== undefined && flag.kind !== "boolean";
}

async function proposed<R>(
  program: Program<R>,
  before: readonly string[],
  partial: string,
  isOption: boolean,
): Promise<Offers> {
  const asked = context<R>(() => {});
  const found = await proposeCompletions(application(program, {}), [...before, partial], asked);
  const options: Offer[] = [];
  if (isOption) {
    for (const [text, description] of PROGRAM_OPTIONS) asked.offered.push({ text, description });
  }
  for (const { kind, completion: text, brief } of found) {
    if (kind !== "argument:flag") {
      // A value that Stricli knows is one of a few, and has the description of its option.
      asked.offered.push(kind === "argument:value" ? { text } : { text, description: brief });
    } else if (text !== "--") options.push({ text, description: brief });
  }
  const words = asked.offered.filter(({ text }) => text.startsWith(partial));
  const nothingElse = words.length === 0 && !asked.takesFile;
  return {
    words: isOption || nothingElse ? [...words, ...options] : words,
    takesFile: asked.takesFile,
  };
}
