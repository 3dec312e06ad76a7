/**
 * One instruction of the pickle machine.
 *
 * @module
 */
import type { Machine } from "./machine.ts";
import type { Kinded } from "./pickled.ts";

/**
 * What follows the byte of an instruction: so many bytes; bytes after a count of them in 1, 4 or 8 bytes, little-endian; or two
 * lines.
 */
export type ArgumentForm = 0 | 1 | 2 | 4 | 8 | "counted1" | "counted4" | "counted8" | "lines";

/** An instruction, under the name that `Lib/pickle.py` of Python 3.14 gives it. */
export interface Instruction {
  readonly name: string;
  /** Its byte, as `pickle.py` writes it. */
  readonly code: number;
  readonly argument: ArgumentForm;
  /** Does it, once the place of its argument is known. */
  readonly run: <T extends Kinded>(machine: Machine<T>) => void;
}

/** The byte of an instruction that `pickle.py` writes as a character. */
export function byteOf(character: string): number {
  return character.charCodeAt(0);
}
