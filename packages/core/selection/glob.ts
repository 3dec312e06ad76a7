/**
 * Globs over fully qualified names.
 *
 * @module
 */
import { OptionError } from "../errors.ts";

/** Numbers that a range may stand for: no model has as many layers or experts. */
const MAX_RANGE = 100_000;

/**
 * Makes the function that says whether a name fits a glob: `*` any text, `?` one character, `{a,b}` either, and numbers as
 * `inspect` folds them, `{0..31}`, `{1..93..2}` for every other, `{0..3,7}`. A name is no path, so dots and slashes are text.
 *
 * @throws OptionError when a range is beyond all numbers of a name.
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const pattern = new RegExp(`^${sourceOf(glob)}$`, "su");
  return (name) => pattern.test(name);
}

/** A group of alternatives, a wildcard, or text. Braces around neither a comma nor a range are text. */
const TOKEN = /\{([^{}]*(?:,|\.\.)[^{}]*)\}|\*|\?|[^*?{]+|\{/gs;

function sourceOf(glob: string): string {
  return glob.replace(TOKEN, (token, alternatives: string | undefined) => {
    if (alternatives !== undefined) {
      return `(?:${
        alternatives.split(",").map((one) => rangeSource(one) ?? sourceOf(one)).join("|")
      })`;
    }
    if (token === "*") return ".*";
    return token === "?" ? "." : token.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  });
}

const RANGE = /^(\d{1,15})\.\.(\d{1,15})(?:\.\.([1-9]\d{0,14}))?$/;

function rangeSource(text: string): string | undefined {
  const [, first, last, step = "1"] = RANGE.exec(text) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const count = Math.floor((Number(last) - Number(first)) / Number(step)) + 1;
  if (count < 1 || count > MAX_RANGE) {
    throw new OptionError(
      `Cannot select by the range ${text}: it stands for ${
        Math.max(count, 0)
      } numbers, and 1 to ${MAX_RANGE} may be meant`,
    );
  }
  return Array.from({ length: count }, (_, i) => Number(first) + i * Number(step)).join("|");
}
