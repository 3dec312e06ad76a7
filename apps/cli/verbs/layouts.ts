/**
 * `tensorferry layouts`.
 *
 * @module
 */
import type { LayoutsOptions } from "../actions/layouts.ts";
import { type Verb, verb } from "../grammar/verb.ts";
import { modelType } from "../values/model_type.ts";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** What can be typed: a name of several words as it is. */
type TypedOptions = Omit<LayoutsOptions, "modelType"> & {
  readonly "model-type": string | undefined;
};

/** Lists the layouts. */
export const layouts: Verb<Request> = verb({
  brief: "List the layouts, and which architectures have them.",
  description:
    "Any layout of an architecture can be converted to any other of it, in both directions.",
  footer: footer(["layouts", "layouts --model-type qwen3_moe"], `nothing; ${PLUGIN_GRANTS}`),
  parameters: {
    flags: {
      "model-type": {
        kind: "parsed",
        optional: true,
        brief: "Only layouts of this model_type, as config.json names it.",
        ...modelType,
      },
      ...pluginOptions,
      ...forEveryVerb,
    },
  },
  request: ({ "model-type": modelType, ...typed }: Typed<TypedOptions>): Request => {
    const options = { ...typed, modelType };
    return {
      options,
      run: async (session) => (await import("../actions/layouts.ts")).layouts(options, session),
    };
  },
});
