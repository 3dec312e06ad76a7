/**
 * Text that is too long for a string, in portions that are worth a call.
 *
 * @module
 */

/** Characters of a portion: a call for each line would take as long as all that is done with it. */
const PORTION = 2 ** 16;

/** The same text in fewer pieces. */
export function* textPortions(pieces: Iterable<string>): Generator<string, void> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < PORTION) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
