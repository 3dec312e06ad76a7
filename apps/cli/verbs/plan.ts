/**
 * `tensorferry plan`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { conversionOptions } from "./conversion_options.ts";
import { PLUGIN_GRANTS } from "./plugin_options.ts";
import { checkpointArgument, footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object({
  source: checkpointArgument(
    "SRC",
    message`The checkpoint to convert: its folder, or one file of it, or - for a safetensors file that comes on standard input.`,
  ),
  ...conversionOptions,
  ...forEveryVerb,
});

/** Shows what a conversion would do. */
export const plan: Verb = command(
  "plan",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../actions/plan.ts")).plan(options, session),
  })),
  {
    brief: message`Show what a conversion would read, write and change.`,
    description:
      message`Shows what would be written where, which tensors are made of which, what stays as it is, and what cannot be led back exactly. Reads only headers and writes nothing.`,
    usageLine: shortUsage,
    footer: footer(
      ["plan Qwen3-30B-A3B --to transformers", "plan Qwen3-30B-A3B --to torchtitan --json"],
      `--allow-read=SRC; ${PLUGIN_GRANTS}`,
    ),
  },
);
