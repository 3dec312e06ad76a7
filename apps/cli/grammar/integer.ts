/**
 * Whole numbers on a command line.
 *
 * @module
 */
import { Mistake } from "./mistake.ts";
import type { Value } from "./value.ts";

/** A whole number that is not less than `min` and not greater than `max`, in decimal digits. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Value<number> {
  return {
    placeholder: "N",
    parse(input) {
      if (!/^-?\d+$/.test(input)) {
        throw new Mistake(`Expected a valid integer, but got "${input}".`);
      }
      const value = Number(input);
      const bound = value < min
        ? `greater than or equal to ${min}`
        : `less than or equal to ${max}`;
      if (value >= min && value <= max) return value;
      throw new Mistake(`Expected a value ${bound}, but got "${input}".`);
    },
  };
}
