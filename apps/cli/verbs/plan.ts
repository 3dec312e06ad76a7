/**
 * `tensorferry plan`.
 *
 * @module
 */
import { type Verb, verb } from "../grammar/verb.ts";
import { path } from "../values/path.ts";
import {
  conversionChoices,
  conversionOptions,
  type TypedConversion,
} from "./conversion_options.ts";
import { PLUGIN_GRANTS } from "./plugin_options.ts";
import { SOURCE_TO_CONVERT } from "./source_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** Shows what a conversion would do. */
export const plan: Verb<Request> = verb({
  brief: "Show what a conversion would read, write and change.",
  description:
    "Shows what would be written where, which tensors are made of which, what stays as it is, and what cannot be led back exactly. Reads only headers and writes nothing.",
  footer: footer(
    ["plan Qwen3-30B-A3B --to transformers", "plan Qwen3-30B-A3B --to torchtitan --json"],
    `--allow-read=SRC; ${PLUGIN_GRANTS}`,
  ),
  parameters: {
    flags: { ...conversionOptions, ...forEveryVerb },
    positional: {
      kind: "tuple",
      parameters: [{ brief: SOURCE_TO_CONVERT, ...path("SRC") }],
    },
  },
  request: (typed: Typed<TypedConversion>, source: string): Request => {
    const options = { ...conversionChoices(typed), source };
    return {
      options,
      run: async (session) => (await import("../actions/plan.ts")).plan(options, session),
    };
  },
});
