/** How many names an error spells out; the rest are counted, and all are in its `missing`. */
const NAMED = 5;

/** Names for a message: the first few, and how many more. */
export function listNames(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
