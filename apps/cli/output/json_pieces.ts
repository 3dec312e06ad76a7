/**
 * JSON in pieces, for data of any size.
 *
 * @module
 */

/** How deep a value is taken apart: the tensors of the shards of a plan. What lies deeper is small. */
const DEPTH = 4;

/** Characters that are put together before they are handed on. */
const PIECE = 2 ** 16;

/**
 * The text of `JSON.stringify(value)` piece by piece. The plan of 100,000 tensors takes more characters than one string can have
 * (2^29 in V8).
 *
 * A whole number beyond what JSON numbers carry becomes a string, as does one that is not finite.
 */
export function* jsonPieces(value: unknown): Generator<string, void> {
  let text = "";
  for (const piece of pieces(value, DEPTH)) {
    text += piece;
    if (text.length < PIECE) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** The text of a small value, as {@link jsonPieces} writes it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, numbersKept).replace(UNPRINTABLE, escape);
}

/** What JSON may have as it is, and what drives a terminal all the same. As escapes it means the same. */
const UNPRINTABLE = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escape(char: string): string {
  const units = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function* pieces(value: unknown, depth: number): Generator<string, void> {
  if (depth === 0 || typeof value !== "object" || value === null) {
    yield jsonText(value);
  } else if (Array.isArray(value)) {
    yield "[";
    for (const [i, item] of value.entries()) {
      if (i > 0) yield ",";
      yield* pieces(item, depth - 1);
    }
    yield "]";
  } else {
    let open = "{";
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      yield `${open}${jsonText(key)}:`;
      yield* pieces(item, depth - 1);
      open = ",";
    }
    yield open === "{" ? "{}" : "}";
  }
}

function numbersKept(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
