/**
 * What a conversion can be asked for; `plan` and `convert` take the same.
 *
 * @module
 */
import { message } from "@optique/core/message";
import { multiple, optional, withDefault } from "@optique/core/modifiers";
import type { Mode, Parser } from "@optique/core/parser";
import { flag, option } from "@optique/core/primitives";
import { choice, integer, string } from "@optique/core/valueparser";
import type { ConversionChoices } from "../actions/planning.ts";
import { byteSize } from "../values/byte_size.ts";
import { CONTAINER_NAMES } from "../values/container_name.ts";
import { layoutName } from "../values/layout_name.ts";
import type { Options } from "./verb.ts";
import { path } from "../values/path.ts";
import { pluginOptions } from "./plugin_options.ts";

const glob = string({ metavar: "GLOB" });

/** The config to go by. */
export const configOption: Parser<Mode, string | undefined, unknown> = optional(
  option("--config", path("FILE"), {
    description: message`The config.json to go by, where the source has none or another is meant.`,
  }),
);

/** Which part of a training run's state is read. */
export const stateOption: Parser<Mode, "model" | "all", unknown> = withDefault(
  option("--state", choice(["model", "all"], { metavar: "STATE" }), {
    description:
      message`What is read of a distributed checkpoint: the model, or the tensors of the training state with it, all under the names that they were saved under.`,
  }),
  "model",
);

/** What is laid over the checkpoint that is read. */
export const overlayOption: Parser<Mode, readonly string[], unknown> = multiple(
  option("--overlay", path("SRC"), {
    description:
      message`A checkpoint to lay over the first: its tensors take the place of those of the same names, or come beside them. May be given several times; a later one counts.`,
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
  container: withDefault(
    option("--container", choice(CONTAINER_NAMES, { metavar: "NAME" }), {
      description:
        message`What to write: safetensors; a distributed checkpoint of torch, or its safetensors shards; or the offload folder of accelerate.`,
    }),
    "safetensors",
  ),
  ranks: optional(option("--ranks", integer({ metavar: "N", min: 1 }), {
    description:
      message`Write dcp or dcp-hf as so many ranks of FSDP would, each its part of every tensor; 1 unless given.`,
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
  overlay: overlayOption,
  state: stateOption,
  exact: exactOption,
  ...pluginOptions,
  spillDir: optional(option("--spill-dir", path("DIR"), {
    description:
      message`Where the source is a stream: a folder in which bytes may wait that do not fit into memory. Nothing stays in it.`,
  })),
  spillLimit: optional(option("--spill-limit", byteSize, {
    description: message`The most bytes that may wait there; no limit unless given.`,
  })),
};
