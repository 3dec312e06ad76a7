/**
 * All that headers tell of a checkpoint, as data.
 *
 * @module
 */
import {
  bindModel,
  bytesOf,
  type Checkpoint,
  type DType,
  elementsOf,
  isFile,
  isTensorferryError,
  layoutsOf,
  type LazyTensor,
  leaves,
  modelTypeOf,
  naturalOrder,
  type Plan,
  recogniseCheckpoint,
  type Shape,
} from "@tensorferry/core";
import { dirname, relative } from "node:path";
import type { PluginsInUse } from "../plugins/in_use.ts";

/** What is known of the architecture. */
export interface Architecture {
  readonly modelType?: string;
  readonly plugin?: NonNullable<Plan["plugin"]>;
  readonly layout?: string;
  /** What the model can be converted to. */
  readonly layouts: readonly string[];
  /** Tensors that neither the plugin nor a rule knows. */
  readonly unknown: readonly string[];
  /** Why no more is known. */
  readonly why?: string;
}

/** A checkpoint from its headers. */
export interface Inspection {
  readonly path: string;
  readonly container: string;
  readonly architecture: Architecture;
  readonly totals: {
    readonly tensors: number;
    readonly parameters: number;
    readonly bytes: number;
  };
  readonly files: readonly {
    /** Relative to the folder of the checkpoint. */
    readonly file: string;
    readonly byteLength: number;
    readonly tensors: number;
  }[];
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: DType;
    readonly shape: Shape;
    readonly bytes: number;
    /** Where its elements lie: one file, or several where a container cuts tensors. */
    readonly files: readonly string[];
  }[];
  readonly companions: readonly string[];
  readonly leftBehind: readonly string[];
  readonly warnings: readonly string[];
}

/** Looks at a checkpoint. */
export function inspectCheckpoint(checkpoint: Checkpoint, plugins: PluginsInUse): Inspection {
  const { path, container, sources, tensors: stored, companions, leftBehind } = checkpoint;
  const files = namesWithin(checkpoint);
  // Nearly every tensor lies in one file, so that few lists are needed for many tensors.
  const alone = files.map((file) => [file]);
  const filesOf = (tensor: LazyTensor): readonly string[] => {
    if (tensor.op === "leaf") return alone[tensor.source]!;
    return [...new Set(leaves(tensor).map(({ source }) => files[source]!))];
  };
  const tensors = naturalOrder(stored.keys()).map((name) => {
    const tensor = stored.get(name)!;
    const { dtype, shape } = tensor;
    return { name, dtype, shape, bytes: bytesOf(dtype, shape), files: filesOf(tensor) };
  });
  const perFile = new Map(files.map((file) => [file, 0]));
  for (const { files } of tensors) {
    for (const file of files) perFile.set(file, perFile.get(file)! + 1);
  }
  const { warnings, ...architecture } = architectureOf(checkpoint, plugins);
  return {
    path,
    container: container.name,
    architecture,
    totals: {
      tensors: tensors.length,
      parameters: tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0),
      bytes: tensors.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    files: sources.map(({ byteLength }, i) => {
      const file = files[i]!;
      return { file, byteLength, tensors: perFile.get(file)! };
    }),
    tensors,
    companions,
    leftBehind,
    warnings,
  };
}

/** What the files are called within their folder. A stream lies in none. */
function namesWithin({ path, sources, incoming }: Checkpoint): string[] {
  if (incoming !== undefined) return sources.map(({ name }) => name);
  const folder = isFile(path) ? dirname(path) : path;
  return sources.map(({ name }) => relative(folder, name));
}

function architectureOf(
  checkpoint: Checkpoint,
  plugins: PluginsInUse,
): Architecture & Pick<Inspection, "warnings"> {
  const { config, tensors, warnings } = checkpoint;
  const none = { layouts: [], unknown: [], warnings };
  if (config === undefined) return { ...none, why: "there is no config.json to tell it" };
  const modelType = modelTypeOf(config);
  const typed = modelType === undefined ? none : { ...none, modelType };
  try {
    const found = plugins.choose(config);
    const integrity = plugins.integrityFor(config);
    const plugin = {
      name: found.name,
      version: found.version,
      ...(integrity !== undefined && { integrity }),
    };
    const model = bindModel(found, config);
    const layouts = ["hf", ...layoutsOf(model).map(([name]) => name)];
    try {
      const recognised = recogniseCheckpoint(tensors, model);
      const all = [...warnings, ...recognised.warnings];
      const { to: layout, carried: unknown } = recognised;
      return { ...typed, plugin, layout, layouts, unknown, warnings: all };
    } catch (error) {
      return { ...typed, plugin, layouts, why: reasonOf(error) };
    }
  } catch (error) {
    return { ...typed, why: reasonOf(error) };
  }
}

/** What cannot be told of a checkpoint is no reason not to show the rest. */
function reasonOf(error: unknown): string {
  if (isTensorferryError(error)) return error.message;
  throw error;
}
