/**
 * What a conversion can be asked for; `plan` and `convert` take the same.
 *
 * @module
 */
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import type { Mode, Parser } from "@optique/core/parser";
import { flag, option } from "@optique/core/primitives";
import { choice, string } from "@optique/core/valueparser";
import { path } from "@optique/run/valueparser";
import type { ConversionChoices } from "../actions/planning.ts";
import { byteSize } from "../values/byte_size.ts";
import { layoutName } from "../values/layout_name.ts";
import type { Options } from "./verb.ts";

const glob = string({ metavar: "GLOB" });

/** The config to go by. */
export const configOption: Parser<Mode, string | undefined, unknown> = optional(
  option("--config", path({ metavar: "FILE", extensions: [".json"] }), {
    description: message`The config.json to go by, where the source has none or another is meant.`,
  }),
);

/** How much the buffers may take. */
export const memoryOption: Parser<Mode, number | undefined, unknown> = optional(
  option("--memory", byteSize, {
    description: message`What the buffers may take together; 64MiB unless given.`,
  }),
);

/** Whether the way back is to be exact. */
export const exactOption: Parser<Mode, boolean, unknown> = withDefault(
  flag("--exact", {
    description:
      message`Keep tensors that a layout adds a number to in float32, so that the way back, with --exact again, gives the same bits.`,
  }),
  false,
);

/** The options of a conversion. */
export const conversionOptions: Options<ConversionChoices> = {
  to: optional(option("--to", layoutName, {
    description:
      message`The layout to write. Without it the tensors stay as they are and only the shards change.`,
  })),
  from: optional(option("--from", layoutName, {
    description: message`The layout of the source, where it cannot be told from the tensors.`,
  })),
  maxShardSize: optional(option("--max-shard-size", byteSize, {
    description:
      message`The most bytes of tensors in one file; 5GB unless given. Tensors that belong together stay together.`,
  })),
  dtype: withDefault(
    option("--dtype", choice(["keep", "float32", "bfloat16", "float16"], { metavar: "DTYPE" }), {
      description:
        message`The dtype to write floating-point tensors in; each keeps its own unless given.`,
    }),
    "keep",
  ),
  include: multiple(option("--include", glob, {
    description: message`Convert only tensors of these names; may be given several times.`,
  })),
  exclude: multiple(option("--exclude", glob, {
    description: message`Leave out tensors of these names; may be given several times.`,
  })),
  memory: memoryOption,
  config: configOption,
  exact: exactOption,
};
