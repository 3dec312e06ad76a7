/**
 * Strings in JSON as Python writes it.
 *
 * @module
 */

/** A string as Python's `json.dumps` writes it, with `ensure_ascii`: every UTF-16 unit that is not printable ASCII as \\uxxxx. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
