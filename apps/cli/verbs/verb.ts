/**
 * What the verbs have in common.
 *
 * A file here is what a user can type: the one definition that parsing, help and completion come from. What a verb does lies
 * under `actions/` and is loaded when it is asked for, so that help and completion answer at once.
 *
 * @module
 */
import type { EXIT } from "@tensorferry/core";
import type { Options } from "../grammar/value.ts";
import type { Session } from "../output/screen.ts";
import type { TroubleOptions } from "../trouble.ts";

/** A verb with its options, ready to be carried out. */
export interface Request {
  readonly options: TroubleOptions;
  /** Answers what the process is to exit with. */
  readonly run: (session: Session) => Promise<number>;
  /** Whether tensors go to standard output, so that all that is said goes to standard error. */
  readonly carriesData?: boolean;
}

/** Options as they are typed: those of `T`, whose names that are of several words stand in `Dashed` as they are typed. */
export type Typed<T, Argument extends keyof T = never, Dashed = unknown> = {
  readonly [K in keyof (Omit<T, Argument> & Dashed & TroubleOptions)]:
    (T & Dashed & TroubleOptions)[K];
};

/** What the process exits with when the command line is wrong: core has the same number, and is not loaded for it. */
export const USAGE: typeof EXIT.usage = 2;

/** The options that every verb has. */
export const forEveryVerb: Options<TroubleOptions> = {
  json: {
    kind: "boolean",
    default: false,
    brief: "Print JSON for programs instead of text for people.",
  },
  debug: {
    kind: "boolean",
    default: false,
    brief: "When something goes wrong, tell where in the code.",
  },
};

/** The last lines of a verb's help: commands to copy, and the permissions that Deno has to be given for it. */
export function footer(examples: readonly string[], permissions: string): string {
  const lines = examples.map((example) => `  tensorferry ${example}`);
  return `Examples:\n${lines.join("\n")}\n\nNeeds from Deno: ${permissions}`;
}
