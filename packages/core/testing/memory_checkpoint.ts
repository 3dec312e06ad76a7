/**
 * Checkpoints that were never files, and a container for tests of what does not depend on any.
 *
 * @module
 */
import { bytesOf, type DType } from "../dtype.ts";
import type { Checkpoint } from "../io/checkpoint.ts";
import type { Container } from "../io/container.ts";
import { declaredTensors } from "../layout/declared_tensors.ts";
import { bindModel } from "../layout/model.ts";
import type { Plugin } from "../plugin/plugin.ts";
import type { ModelConfig } from "../rule/value.ts";
import type { LazyTensor, Leaf, Shape } from "../tensor/lazy_tensor.ts";
import { leaf } from "../tensor/operations.ts";
import { hashedByte, memorySource, type RecordedSource } from "./memory_source.ts";
import { naiveBytes } from "./naive.ts";

/** A container of files that hold nothing but tensors, end to end in the order given. */
export const plainContainer: Container = {
  name: "plain",
  open: () => Promise.resolve(undefined),
  writer: {
    bySize: true,
    deal: (sets) =>
      sets.map((tensors, i) => ({
        file: sets.length === 1 ? "all.plain" : `${i + 1}-of-${sets.length}.plain`,
        tensors,
      })),
    outline(tensors) {
      let position = 0;
      const places = new Map<string, number>();
      for (const { name, dtype, shape } of tensors) {
        places.set(name, position);
        position += bytesOf(dtype, shape);
      }
      return { byteLength: position, fixed: [], tensors: places };
    },
    index: (shards) =>
      shards.length < 2 ? undefined : {
        file: "index.json",
        bytes: new TextEncoder().encode(JSON.stringify(shards.map(({ file }) => file))),
      },
  },
  claims: (_, names) => plainFiles(names),
  takes: plainFiles,
};

function plainFiles(names: readonly string[]): readonly string[] {
  return [
    ...names.filter((name) => name === "index.json"),
    ...names.filter((name) => name.endsWith(".plain")),
  ];
}

/** A checkpoint in memory. */
export interface MemoryCheckpoint extends Checkpoint {
  readonly sources: readonly [RecordedSource];
  readonly bytes: Uint8Array;
  readonly tensors: ReadonlyMap<string, Leaf>;
}

/** Puts tensors of these shapes, of bytes that tell every position from every other, into one source. */
export function memoryCheckpoint(
  specs: ReadonlyMap<string, Shape>,
  config: ModelConfig | undefined,
  dtype: DType = "bfloat16",
): MemoryCheckpoint {
  const tensors = new Map<string, Leaf>();
  let position = 0;
  for (const [name, shape] of specs) {
    tensors.set(name, leaf({ source: 0, position, dtype, shape }));
    position += bytesOf(dtype, shape);
  }
  return checkpointOver(
    Uint8Array.from({ length: position }, (_, i) => smallFloatByte(i)),
    tensors,
    config,
  );
}

/** The checkpoint in `hf` that a plugin declares for a config. */
export function declaredCheckpoint(
  plugin: Plugin,
  config: ModelConfig,
  dtype?: DType,
): MemoryCheckpoint {
  const shapes = new Map<string, Shape>();
  for (const { name, shape, required } of declaredTensors(bindModel(plugin, config))) {
    if (required) shapes.set(name, shape);
  }
  return memoryCheckpoint(shapes, config, dtype);
}

/** A checkpoint of what a naive evaluation makes of tensors. */
export function evaluated(
  tensors: ReadonlyMap<string, LazyTensor>,
  from: MemoryCheckpoint,
): MemoryCheckpoint {
  const stored = new Map<string, Leaf>();
  const pieces: Uint8Array[] = [];
  let position = 0;
  for (const [name, tensor] of tensors) {
    const bytes = naiveBytes(tensor, [from.bytes]);
    stored.set(name, leaf({ source: 0, position, dtype: tensor.dtype, shape: tensor.shape }));
    pieces.push(bytes);
    position += bytes.length;
  }
  const bytes = new Uint8Array(position);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return checkpointOver(bytes, stored, from.config);
}

/** The bytes of every tensor, by name. */
export function tensorBytes({ tensors, bytes }: MemoryCheckpoint): Map<string, Uint8Array> {
  return new Map([...tensors].map(([name, tensor]) => [name, naiveBytes(tensor, [bytes])]));
}

/** Bytes that no two places share for long, and that are bfloat16 of 2^-7 to 2 in magnitude: sums with 1 hold them in float32. */
function smallFloatByte(position: number): number {
  const byte = hashedByte(position);
  return position % 2 === 0 ? byte : (byte & 0x83) | 0x3c;
}

function checkpointOver(
  bytes: Uint8Array,
  tensors: ReadonlyMap<string, Leaf>,
  config: ModelConfig | undefined,
): MemoryCheckpoint {
  return {
    path: "memory",
    container: plainContainer,
    sources: [memorySource(bytes)],
    bytes,
    tensors,
    files: [],
    companions: [],
    leftBehind: [],
    warnings: [],
    close: () => {},
    ...(config !== undefined && { config }),
  };
}
