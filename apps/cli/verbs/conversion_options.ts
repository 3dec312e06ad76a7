/**
 * What a conversion can be asked for; `plan` and `convert` take the same.
 *
 * @module
 */
import type { ConversionChoices } from "../actions/planning.ts";
import { byteSize } from "../grammar/byte_size.ts";
import { integer } from "../grammar/integer.ts";
import type { Options } from "../grammar/value.ts";
import { CONTAINER_NAMES } from "../values/container_name.ts";
import { layoutName } from "../values/layout_name.ts";
import { path } from "../values/path.ts";
import { pluginOptions } from "./plugin_options.ts";
import { configOption, partsOptions } from "./source_options.ts";

/** How much the buffers may take. */
export const memoryOption: Options<Pick<ConversionChoices, "memory">> = {
  memory: {
    kind: "parsed",
    optional: true,
    brief: "What the buffers may take together; 64MiB unless given.",
    ...byteSize,
  },
};

/** Whether the way back is to be exact. */
export const exactOption: Options<Pick<ConversionChoices, "exact">> = {
  exact: {
    kind: "boolean",
    default: false,
    brief:
      "Keep tensors that a layout adds a number to in float32, so that the way back, with --exact again, gives the same bits.",
  },
};

/** Names of several words, as they are typed. */
type Dashed = {
  readonly "max-shard-size": ConversionChoices["maxShardSize"];
  readonly "spill-dir": ConversionChoices["spillDir"];
  readonly "spill-limit": ConversionChoices["spillLimit"];
};

/** The choices of a conversion, by the names that are typed. */
export type TypedConversion =
  & Omit<ConversionChoices, "maxShardSize" | "spillDir" | "spillLimit">
  & Dashed;

/** What was typed as the choices that it is. */
export function conversionChoices<T extends Dashed>(
  { "max-shard-size": maxShardSize, "spill-dir": spillDir, "spill-limit": spillLimit, ...others }:
    T,
): Omit<T, keyof Dashed> & Pick<ConversionChoices, "maxShardSize" | "spillDir" | "spillLimit"> {
  return { ...others, maxShardSize, spillDir, spillLimit };
}

/** The options of a conversion. */
export const conversionOptions: Options<TypedConversion> = {
  to: {
    kind: "parsed",
    optional: true,
    brief:
      "The layout to write. Without it the tensors stay as they are and only the shards change.",
    ...layoutName,
  },
  from: {
    kind: "parsed",
    optional: true,
    brief: "The layout of the source, where it cannot be told from the tensors.",
    ...layoutName,
  },
  container: {
    kind: "enum",
    values: CONTAINER_NAMES,
    default: "safetensors",
    placeholder: "NAME",
    brief:
      "What to write: safetensors; a distributed checkpoint of torch, or its safetensors shards; or the offload folder of accelerate.",
  },
  ranks: {
    kind: "parsed",
    optional: true,
    brief:
      "Write dcp or dcp-hf as so many ranks of FSDP would, each its part of every tensor; 1 unless given.",
    ...integer(1),
  },
  "max-shard-size": {
    kind: "parsed",
    optional: true,
    brief:
      "The most bytes of tensors in one file; 5GB unless given. Tensors that belong together stay together.",
    ...byteSize,
  },
  dtype: {
    kind: "enum",
    values: ["keep", "float32", "bfloat16", "float16"],
    default: "keep",
    placeholder: "DTYPE",
    brief: "The dtype to write floating-point tensors in; each keeps its own unless given.",
  },
  include: {
    kind: "parsed",
    variadic: true,
    default: [],
    placeholder: "GLOB",
    parse: String,
    brief: "Convert only tensors of these names; may be given several times.",
  },
  exclude: {
    kind: "parsed",
    variadic: true,
    default: [],
    placeholder: "GLOB",
    parse: String,
    brief: "Leave out tensors of these names; may be given several times.",
  },
  ...memoryOption,
  ...configOption,
  ...partsOptions,
  ...exactOption,
  ...pluginOptions,
  "spill-dir": {
    kind: "parsed",
    optional: true,
    brief:
      "Where the source is a stream: a folder in which bytes may wait that do not fit into memory. Nothing stays in it.",
    ...path("DIR"),
  },
  "spill-limit": {
    kind: "parsed",
    optional: true,
    brief: "The most bytes that may wait there; no limit unless given.",
    ...byteSize,
  },
};
