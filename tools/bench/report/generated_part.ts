/**
 * Parts of a document that a program writes, between texts that people write.
 *
 * @module
 */

/**
 * What stands in a part.
 *
 * @throws Error when the document has no such part.
 */
export function readPart(document: string, name: string): string {
  const { start, stop } = placeOf(document, name);
  return document.slice(start, stop).trim();
}

/** The document with another text in a part. */
export function replacePart(document: string, name: string, text: string): string {
  const { start, stop } = placeOf(document, name);
  return `${document.slice(0, start)}\n\n${text.trim()}\n\n${document.slice(stop)}`;
}

function placeOf(document: string, name: string): { start: number; stop: number } {
  const [opening, closing] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, stop] = [document.indexOf(opening), document.indexOf(closing)];
  if (start === -1 || stop < start) {
    throw new Error(`Cannot find the part ${name}: no ${opening} before ${closing}`);
  }
  return { start: start + opening.length, stop };
}
