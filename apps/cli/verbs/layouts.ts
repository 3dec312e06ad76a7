/**
 * `tensorferry layouts`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, optional } from "@optique/core/modifiers";
import { command, option } from "@optique/core/primitives";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { modelType } from "../values/model_type.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object({
  modelType: optional(option("--model-type", modelType, {
    description: message`Only layouts of this model_type, as config.json names it.`,
  })),
  ...pluginOptions,
  ...forEveryVerb,
});

/** Lists the layouts. */
export const layouts: Verb = command(
  "layouts",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../actions/layouts.ts")).layouts(options, session),
  })),
  {
    brief: message`List the layouts, and which architectures have them.`,
    description:
      message`Any layout of an architecture can be converted to any other of it, in both directions.`,
    usageLine: shortUsage,
    footer: footer(["layouts", "layouts --model-type qwen3_moe"], `nothing; ${PLUGIN_GRANTS}`),
  },
);
