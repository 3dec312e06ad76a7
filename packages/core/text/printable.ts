/**
 * Text from files, made safe to print.
 *
 * A header or an index names its tensors and shards as it likes; what it writes must neither drive a terminal nor fill a log.
 *
 * @module
 */

/** Code points of a name that an error shows: longer than any tensor name in use, and short enough for one line. */
export const MAX_SHOWN_NAME = 160;

/** How many names an error spells out; the rest are counted. */
const MAX_SHOWN_NAMES = 5;

/** Controls, format characters such as bidirectional overrides, and line separators of Unicode. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with everything that does not print replaced by its escape. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => {
    const hex = char.codePointAt(0)!.toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
  });
}

/** `name` in quotes, escaped as JSON does it, and cut to {@link MAX_SHOWN_NAME}. */
export function quoteName(name: string): string {
  // Cut before counting code points, so that a name of 100 MB costs no more than a short one.
  const points = Array.from(name.slice(0, 2 * MAX_SHOWN_NAME + 2));
  const cut = points.length > MAX_SHOWN_NAME;
  const shown = cut ? points.slice(0, MAX_SHOWN_NAME).join("") : name;
  return printable(JSON.stringify(shown)) + (cut ? `… (${name.length} characters)` : "");
}

/** The first few of `names`, quoted, and how many more there are. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN_NAMES).map(quoteName).join(", ");
  const more = names.length - MAX_SHOWN_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
