/**
 * What a kind of pickle may speak of.
 *
 * @module
 */
import type { CallSite, Kinded, Pickled } from "./pickled.ts";

/** The names that a reader understands, and what they mean to it. A name that is not here ends the reading. */
export interface Dialect<T extends Kinded> {
  /** What the class, function or constant of each name stands for: `module.name`, in the spelling of Python 3. */
  readonly globals: ReadonlyMap<string, Pickled<T>>;
  /** What a persistent id stands for; without it, there can be none. */
  readonly persistent?: (id: Pickled<T>, site: CallSite) => Pickled<T>;
  /**
   * Gives an object its state, in place; without it, no object takes any. The state of a dict is passed over. It may keep what lies in
   * the state, and not the state.
   */
  readonly build?: (object: T, state: Pickled<T>, site: CallSite) => void;
  /** What to do about one that goes beyond a limit; where this is absent, to save less. */
  readonly tooLarge?: string;
}
