/**
 * `tensorferry inspect`.
 *
 * @module
 */
import type { InspectOptions } from "../actions/inspect.ts";
import { type Verb, verb } from "../grammar/verb.ts";
import { path } from "../values/path.ts";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { configOption, partsOptions } from "./source_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** Shows what a checkpoint holds. */
export const inspect: Verb<Request> = verb({
  brief: "Show what a checkpoint holds.",
  description:
    "Shows container, architecture and layout, the files, and all tensors by dtype and shape. Reads only headers.",
  footer: footer(
    ["inspect Qwen3-30B-A3B", "inspect model.safetensors --json"],
    `--allow-read=SRC; ${PLUGIN_GRANTS}`,
  ),
  parameters: {
    flags: { ...configOption, ...partsOptions, ...pluginOptions, ...forEveryVerb },
    positional: {
      kind: "tuple",
      parameters: [{
        brief:
          "A checkpoint: its folder, or one file of it, or - for a safetensors file that comes on standard input.",
        ...path("SRC"),
      }],
    },
  },
  request: (options: Typed<InspectOptions, "source">, source: string): Request => ({
    options,
    run: async (session) =>
      (await import("../actions/inspect.ts")).inspect({ ...options, source }, session),
  }),
});
