/**
 * Plans a conversion from headers alone.
 *
 * @module
 */
import { basename, dirname, relative, sep } from "node:path";
import { bitsOf, type FloatDType, isFloatDType } from "../dtype.ts";
import { OptionError } from "../errors.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import type { Container } from "../io/container.ts";
import { isFile } from "../io/file_system.ts";
import type { Plugins } from "../layout/model.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { cast } from "../tensor/operations.ts";
import { planMemory } from "./memory.ts";
import { translateCheckpoint } from "./translate_checkpoint.ts";
import { whyLossy } from "./lossy.ts";
import type { Plan } from "./plan.ts";
import { dealToShards } from "./deal_to_shards.ts";
import { bytesReadOf } from "./bytes_read.ts";
import { select, type Selection } from "../selection/select.ts";

/** What is asked for. */
export interface ConversionOptions extends Selection {
  /** The architectures that are known. */
  readonly plugins: Plugins;
  /** The layout to write; that of the source when absent. */
  readonly to?: string;
  /** The layout of the source; told from its tensors when absent. */
  readonly from?: string;
  /** The dtype for all tensors of a floating dtype of 16 bits or more; each keeps its own when absent. */
  readonly dtype?: FloatDType;
  /**
   * Whether tensors that a rule adds a number to are written in float32, so that the way back, with this option again, gives
   * the same bits. The ferry tries it before it writes, and fails where float32 is not enough: beside a 1, a bfloat16 keeps
   * its bits from 2^-16 in magnitude on, and the sign of a zero is lost.
   */
  readonly exact?: boolean;
  /**
   * The most bytes of tensors in a shard, unless a single fusion group takes more. 5 GB when absent, as it must be for a container
   * whose files do not go by size.
   */
  readonly maxShardSize?: number;
  /** What the buffers may take together, in bytes. 64 MiB when absent. */
  readonly memory?: number;
  /** The container to write; that of the source when absent. */
  readonly container?: Container;
}

/** Enough for reading every transpose in long runs, and small beside the runtime itself. */
export const DEFAULT_MEMORY: number = 64 * 2 ** 20;

/**
 * Plans the conversion of a checkpoint. Pure: the same headers and options give the same plan, on any machine.
 *
 * @throws LayoutError, MissingTensorsError, ShapeError, NameClashError, ConfigError, OptionError or MemoryBudgetError when
 * what is asked cannot be done. What is planned will not fail for any reason that headers show.
 *
 * @example
 * ```ts ignore
 * const plan = planConversion(checkpoint, { plugins: [qwenMoe], to: "transformers" });
 * console.log(plan.shards.map(({ file }) => file), plan.carried, plan.lossy);
 * ```
 */
export function planConversion(checkpoint: Checkpoint, options: ConversionOptions): Plan {
  const writer = (options.container ?? checkpoint.container).writer;
  if (writer === undefined) {
    throw new OptionError(
      `Cannot write container ${
        (options.container ?? checkpoint.container).name
      }: it is only read. Name the container to write`,
    );
  }
  if (options.exact && options.dtype !== undefined) {
    throw new OptionError(
      `Cannot cast to ${options.dtype} and keep the way back exact: give either --dtype or --exact`,
    );
  }
  const { selected, excluded } = select(checkpoint.tensors, options);
  const translated = translateCheckpoint(selected, checkpoint.config, options);
  const tensors = options.dtype === undefined
    ? translated.tensors
    : castAll(translated.tensors, options.dtype);
  const { shards, groups, warnings } = dealToShards(
    tensors,
    translated.groups,
    options.maxShardSize,
    writer,
  );
  const lossy = [...tensors].flatMap(([name, tensor]) => {
    const why = whyLossy(tensor, translated.exact);
    return why === undefined ? [] : [{ name, why }];
  });
  const { model, from, to, ties, proofs, carried } = translated;
  const pairs = [...ties, ...proofs].flatMap(({ both }) => both);
  const written = shards.flatMap(({ tensors }) => tensors.map(({ tensor }) => tensor));
  return {
    version: 1,
    container: (options.container ?? checkpoint.container).name,
    ...(model &&
      {
        plugin: { name: model.plugin.name, version: model.plugin.version },
        modelType: model.modelType,
      }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    sources: checkpoint.sources.map(({ name, byteLength }) => ({
      name: nameWithin(checkpoint.path, name),
      byteLength,
    })),
    shards,
    groups,
    carried,
    excluded,
    ties,
    proofs,
    lossy,
    warnings: [...checkpoint.warnings, ...translated.warnings, ...warnings],
    bytesRead: bytesReadOf(tensors.values()) + bytesReadOf(pairs),
    bytesWritten: shards.reduce((sum, { byteLength }) => sum + byteLength, 0),
    memory: planMemory([...written, ...pairs], options.memory ?? DEFAULT_MEMORY),
    ...(options.dtype !== undefined && { configDType: options.dtype }),
  };
}

/** What a file is called from its checkpoint's folder, so that a plan is the same wherever that lies. */
function nameWithin(path: string, file: string): string {
  if (file === path) return basename(file);
  return relative(isFile(path) ? dirname(path) : path, file).replaceAll(sep, "/");
}

function castAll(
  tensors: ReadonlyMap<string, LazyTensor>,
  dtype: FloatDType,
): ReadonlyMap<string, LazyTensor> {
  const isWeight = (tensor: LazyTensor) => isFloatDType(tensor.dtype) && bitsOf(tensor.dtype) >= 16;
  return new Map(
    [...tensors].map(([name, tensor]) => [name, isWeight(tensor) ? cast(tensor, dtype) : tensor]),
  );
}
