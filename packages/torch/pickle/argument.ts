/**
 * Where the argument of an instruction lies.
 *
 * @module
 */
import type { ArgumentForm } from "./instruction.ts";

/** The place of an argument in the bytes of a pickle. */
export interface Place {
  /** Where it begins, after its count. */
  from: number;
  /** Where it ends; past the end of the pickle when that is truncated. */
  to: number;
}

const NEWLINE = 0x0a;

/** Finds the argument of a form that does not say its length by itself, and begins at `place.from`. It is written to `place`. */
export function locate(
  view: DataView,
  bytes: Uint8Array,
  form: Exclude<ArgumentForm, number>,
  place: Place,
): void {
  const at = place.from;
  switch (form) {
    case "counted1":
      return counted(place, 1, at < bytes.length ? bytes[at]! : Infinity);
    case "counted4":
      return counted(place, 4, at + 4 <= bytes.length ? view.getUint32(at, true) : Infinity);
    case "counted8":
      // A count above 2^53 is no longer exact, and just as far beyond the end.
      return counted(
        place,
        8,
        at + 8 <= bytes.length ? Number(view.getBigUint64(at, true)) : Infinity,
      );
    case "lines": {
      const first = bytes.indexOf(NEWLINE, at);
      const second = first < 0 ? -1 : bytes.indexOf(NEWLINE, first + 1);
      place.to = second < 0 ? Infinity : second + 1;
    }
  }
}

function counted(place: Place, countBytes: number, count: number): void {
  place.from += countBytes;
  place.to = place.from + count;
}
