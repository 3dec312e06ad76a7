/**
 * `tensorferry inspect`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { configOption, overlayOption, stateOption } from "./conversion_options.ts";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { checkpointArgument, footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object({
  source: checkpointArgument(
    "SRC",
    message`A checkpoint: its folder, or one file of it, or - for a safetensors file that comes on standard input.`,
  ),
  config: configOption,
  overlay: overlayOption,
  state: stateOption,
  ...pluginOptions,
  ...forEveryVerb,
});

/** Shows what a checkpoint holds. */
export const inspect: Verb = command(
  "inspect",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../actions/inspect.ts")).inspect(options, session),
  })),
  {
    brief: message`Show what a checkpoint holds.`,
    description:
      message`Shows container, architecture and layout, the files, and all tensors by dtype and shape. Reads only headers.`,
    usageLine: shortUsage,
    footer: footer(
      ["inspect Qwen3-30B-A3B", "inspect model.safetensors --json"],
      `--allow-read=SRC; ${PLUGIN_GRANTS}`,
    ),
  },
);
