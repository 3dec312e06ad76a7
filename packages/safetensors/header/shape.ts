/**
 * The shape in an entry of a header.
 *
 * @module
 */
import { exceed, type JsonCursor } from "../json/cursor.ts";
import { readUnsigned } from "../json/number.ts";
import { readArray } from "../json/structure.ts";
import { MAX_DIMENSIONS } from "../limits.ts";
import type { DimensionSize } from "./header.ts";

/**
 * Shapes with their text. A model has a hundred thousand tensors and ten shapes: those of the same text share one, which
 * takes less memory than their names.
 */
export type KnownShapes = { readonly text: Uint8Array; readonly shape: readonly DimensionSize[] }[];

/** Shapes that are kept: more than a model has, too few to matter where all differ. */
const MOST_KNOWN = 32;

/** Reads `[2,3]`: the same list for the same text, where that is among the first. */
export function readShape(cursor: JsonCursor, known: KnownShapes): readonly DimensionSize[] {
  for (const { text, shape } of known) {
    if (!isAt(cursor, text)) continue;
    cursor.at += text.length;
    return shape;
  }
  const from = cursor.at;
  const shape: DimensionSize[] = [];
  readArray(cursor, "shape", () => {
    if (shape.length === MAX_DIMENSIONS) {
      exceed(cursor, `shape has more than ${MAX_DIMENSIONS} dimensions`);
    }
    shape.push(readUnsigned(cursor, "a size in shape"));
  });
  if (known.length < MOST_KNOWN) {
    known.push({ text: cursor.bytes.subarray(from, cursor.at), shape });
  }
  return shape;
}

/** Whether this text, which ends with a bracket, is at the cursor. */
function isAt({ bytes, at }: JsonCursor, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
