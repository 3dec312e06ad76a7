/**
 * The words of a command line, spelt so that Stricli reads them as they are meant.
 *
 * Left alone, it takes `--json=no`, `--memory=` and `--1` for something else than an option with a value, an option with an empty
 * value, and an unknown option; and it refuses a value that begins with a dash.
 *
 * @module
 */
import { Mistake, unexpected } from "./mistake.ts";
import type { Flags, Group, Verb } from "./verb.ts";

/** The verb that a command line names, or the group in which it names none. */
export interface Found<R> {
  readonly target: Verb<R> | Group<R>;
  /** Its names. */
  readonly path: readonly string[];
  /** The words after them. */
  readonly rest: readonly string[];
}

/** Finds the verb of a command line. */
export function findVerb<R>(root: Group<R>, words: readonly string[]): Found<R> {
  let target: Found<R>["target"] = root;
  let names = 0;
  for (const word of words) {
    const next: Found<R>["target"] | undefined = "verbs" in target
      ? target.verbs.get(word)
      : undefined;
    if (next === undefined) break;
    target = next;
    names++;
  }
  return { target, path: words.slice(0, names), rest: words.slice(names) };
}

/** Whether what follows a group is no verb of it. */
export function namesNoVerb<R>({ target, rest: [next] }: Found<R>): boolean {
  return "verbs" in target && next !== undefined && !next.startsWith("-");
}

/** The verb that is meant: that of the group where none is named. */
export function meantVerb<R>(found: Found<R>): Found<R> {
  const { target, path, rest } = found;
  if (!("verbs" in target) || target.alone === undefined || namesNoVerb(found)) return found;
  return { target: target.verbs.get(target.alone)!, path: [...path, target.alone], rest };
}

/** The options of a verb; a group has none. */
export function flagsOf<R>({ target }: Found<R>): Flags {
  return "verbs" in target ? Object.create(null) : target.parameters.flags ?? Object.create(null);
}

/** What Stricli takes for an option, and refuses when there is none of that name. */
const OPTION = /^--[a-z][\w.-]+(=.+)?$/i;

/**
 * The words after a verb as Stricli is to read them.
 *
 * @throws Mistake when there is one that it would not refuse.
 */
export function spell(flags: Flags, given: readonly string[]): string[] {
  const words: string[] = [];
  const rest = given.values();
  for (const word of rest) {
    if (word === "--") return [...words, word, ...rest];
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const flag = name === undefined ? undefined : flags[name];
    if (flag === undefined) {
      if (word.startsWith("-") && word !== "-" && !OPTION.test(word)) {
        throw new Mistake(unexpected(word));
      }
      words.push(word);
    } else if (flag.kind !== "boolean") {
      words.push(...withValue(`--${name}`, value ?? rest.next().value));
    } else if (value === undefined) words.push(word);
    else throw new Mistake(`Flag \`--${name}\` does not accept a value, but got: "${value}".`);
  }
  return words;
}

/** A value that begins with a dash has to stand behind `=`, and an empty one or one of several lines must not. */
function withValue(option: string, value: string | undefined): string[] {
  if (value === undefined) return [option];
  return /^.+$/.test(value) ? [`${option}=${value}`] : [option, value];
}
