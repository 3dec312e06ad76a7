/**
 * How a checkpoint is opened.
 *
 * @module
 */
import type { SourceChoices } from "../actions/planning.ts";
import type { Options } from "../grammar/value.ts";
import { path } from "../values/path.ts";

/** The config to go by. */
export const configOption: Options<Pick<SourceChoices, "config">> = {
  config: {
    kind: "parsed",
    optional: true,
    brief: "The config.json to go by, where the source has none or another is meant.",
    ...path("FILE"),
  },
};

/** What is laid over the checkpoint, and which part of a training run's state is read. */
export const partsOptions: Options<Pick<SourceChoices, "overlay" | "state">> = {
  overlay: {
    kind: "parsed",
    variadic: true,
    default: [],
    brief:
      "A checkpoint to lay over the first: its tensors take the place of those of the same names, or come beside them. May be given several times; a later one counts.",
    ...path("SRC"),
  },
  state: {
    kind: "enum",
    values: ["model", "all"],
    default: "model",
    placeholder: "STATE",
    brief:
      "What is read of a distributed checkpoint: the model, or the tensors of the training state with it, all under the names that they were saved under.",
  },
};

/** The checkpoint that is read, for conversions. */
export const SOURCE_TO_CONVERT =
  "The checkpoint to convert: its folder, or one file of it, or - for a safetensors file that comes on standard input.";
