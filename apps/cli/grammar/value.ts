/**
 * Values on a command line: how one is read, and which there are to choose from.
 *
 * @module
 */
import type { CommandContext, FlagParametersForType } from "@stricli/core";

/** A word that a shell may offer. */
export interface Offer {
  readonly text: string;
  readonly description?: string;
}

/** What a value tells a shell that asks how to go on. */
export interface Offering extends CommandContext {
  /** Words; those that do not begin as what was typed are left out by whoever asks. */
  readonly offered: Offer[];
  /** Whether the path of a file will do. */
  takesFile: boolean;
}

/** A kind of value; spread into an option or an argument of a verb. */
export interface Value<T> {
  /** What stands for it in help. */
  readonly placeholder: string;
  /**
   * Reads what was typed.
   *
   * @throws Mistake when it is no such value; whose it is need not be said.
   */
  readonly parse: (input: string) => T | Promise<T>;
  /** Puts what there is to choose from into `this`. Stricli knows words only, no files and no descriptions, and gets none. */
  readonly proposeCompletions?: (this: Offering) => never[] | Promise<never[]>;
}

/** The grammar of several options, by the names that are typed. */
export type Options<T> = FlagParametersForType<T, Offering>;
