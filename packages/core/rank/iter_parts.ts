/**
 * What one rank has of tensors, one after another.
 *
 * @module
 */
import { checkSourcesUnchanged } from "../commit/source_identity.ts";
import { InvalidTensorError } from "../errors.ts";
import { type ConvertedTensor, convertedTensor } from "../ferry/converted_tensor.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { RankCheckpoint } from "../io/checkpoint.ts";
import { planMemory } from "../plan/memory.ts";
import { DEFAULT_MEMORY } from "../plan/plan_conversion.ts";
import { openTensor } from "../tensor/open_tensor.ts";
import type { Scratch } from "../tensor/scratch.ts";
import { allocateBuffers } from "../tensor/wasm/kernels.ts";
import { tensorsRead } from "./plan_rank.ts";
import type { GivenTensor, RankPart } from "./rank_part.ts";

/** A tensor of a rank: one to be read, or one that rank 0 gives to it. */
export type RankTensor = ReadTensor | GivenTensor;

/** What a rank reads of a tensor. */
export interface ReadTensor extends ConvertedTensor {
  readonly isInitialised: false;
}

/**
 * Goes through what a rank has of the tensors of a checkpoint, in the layout that they have there. What `iterConvert` does for
 * another one.
 *
 * @param options.memory What the buffers may take together, in bytes; 64 MiB when absent. What you keep comes on top.
 * @throws MemoryBudgetError when the buffers need more.
 * @throws SourceChangedError after the last tensor, when a file changed since it was opened.
 *
 * @example
 * ```ts
 * import { type ByteSource, iterParts, leaf, type Placement, placeTensors } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);
 * const source: ByteSource = {
 *   name: "ten bytes",
 *   byteLength: 10,
 *   read: (position, into) => into.set(bytes.subarray(position, position + into.length)),
 * };
 * const tensors = new Map([
 *   ["weight", leaf({ source: 0, position: 0, dtype: "uint8", shape: [10] })],
 *   ["bias", leaf({ source: 0, position: 0, dtype: "uint8", shape: [4] })],
 * ]);
 * const placement = new Map<string, Placement>([["weight", { shard: 0 }], ["bias", "rank0-only"]]);
 * const parts = placeTensors(tensors, { rank: 2, worldSize: 4, placement });
 *
 * for await (const [name, tensor] of iterParts({ parts, sources: [source] })) {
 *   if (tensor.isInitialised) assert.deepEqual([name, tensor.shape], ["bias", [4]]);
 *   else assert.deepEqual([...await tensor.bytes()], [6, 7, 8]);
 * }
 * ```
 */
export async function* iterParts(
  { parts, sources }: Pick<RankCheckpoint, "parts" | "sources">,
  { memory = DEFAULT_MEMORY }: { readonly memory?: number } = {},
): AsyncGenerator<[string, RankTensor], void> {
  const { output, scratch } = planMemory(tensorsRead(parts), memory).buffers;
  yield* readInTurn(parts.values(), sources, () => allocateBuffers([scratch, output]));
}

/**
 * Opens each part when its turn comes. Whoever asks for more after the last hears of files that changed meanwhile.
 *
 * @param allocate gives scratch and an output. Called for the first part that is read.
 */
export async function* readInTurn(
  parts: Iterable<RankPart>,
  sources: readonly ByteSource[],
  allocate: () => readonly Uint8Array[],
): AsyncGenerator<[string, RankTensor], void> {
  let buffers: { readonly chunk: Uint8Array; readonly tiles: Scratch } | undefined;
  for (const part of parts) {
    const { name } = part;
    if (part.isInitialised) {
      yield [name, part];
      continue;
    }
    if (buffers === undefined) {
      const [bytes, chunk] = allocate();
      buffers = { chunk: chunk!, tiles: { bytes: bytes! } };
    }
    const source = openTensor(part.tensor, sources, buffers.tiles);
    let current = true;
    const read: ByteSource["read"] = (position, into) => {
      if (!current) {
        throw new InvalidTensorError(
          `Cannot read ${name}: the iteration has gone on. Read it before the next one`,
        );
      }
      return source.read(position, into);
    };
    const bytes = { name, byteLength: source.byteLength, read };
    yield [name, { ...convertedTensor(bytes, part, buffers.chunk), isInitialised: false }];
    current = false;
  }
  checkSourcesUnchanged(sources);
}
