/**
 * `tensorferry verify`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, optional } from "@optique/core/modifiers";
import { command } from "@optique/core/primitives";
import { exactOption, memoryOption, overlayOption, stateOption } from "./conversion_options.ts";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { checkpointArgument, footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object({
  a: checkpointArgument(
    "A",
    message`A checkpoint, such as the original; alone, one that convert wrote.`,
  ),
  b: optional(checkpointArgument(
    "B",
    message`The checkpoint to compare with it, in whatever layout and shards.`,
  )),
  overlay: overlayOption,
  state: stateOption,
  ...pluginOptions,
  memory: memoryOption,
  exact: exactOption,
  ...forEveryVerb,
});

/** Compares two checkpoints bit by bit, or one with its manifest. */
export const verify: Verb = command(
  "verify",
  map(options, (options) => ({
    options,
    run: async (session) => (await import("../actions/verify.ts")).verify(options, session),
  })),
  {
    brief: message`Compare two checkpoints bit by bit, or one with its checksums.`,
    description:
      message`Leads B into the layout of A, tensor by tensor, and compares the two. With A alone, reads its files and compares them with the checksums that convert left in it. Exits with 0 when they are the same and with 1 when they differ.`,
    usageLine: shortUsage,
    footer: footer(
      ["verify Qwen3-30B-A3B fused", "verify fused"],
      `--allow-read=A,B; ${PLUGIN_GRANTS}`,
    ),
  },
);
