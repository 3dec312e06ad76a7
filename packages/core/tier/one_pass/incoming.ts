/**
 * Checkpoints whose bytes come once.
 *
 * @module
 */
import { bytesOf } from "../../dtype.ts";
import { InvalidTensorError } from "../../errors.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import { type Checkpoint, CONFIG_FILE } from "../../io/checkpoint.ts";
import { parseConfig, readConfig } from "../../io/config_file.ts";
import type { Container, TensorSpec } from "../../io/container.ts";
import type { Leaf } from "../../tensor/lazy_tensor.ts";
import { leaf } from "../../tensor/operations.ts";
import type { ByteStream } from "./byte_stream.ts";

/** Bytes that come once: those of the only source of a checkpoint. */
export interface Incoming {
  readonly stream: ByteStream;
  /** The position of the byte that comes next. */
  readonly position: number;
  /** Where the last one ends. */
  readonly byteLength: number;
}

/** The tensors that come as one stream. */
export interface IncomingTensors extends Incoming {
  /** Where each lies in the stream; every leaf is of source 0. */
  readonly tensors: ReadonlyMap<string, Leaf>;
}

/** What to know of a stream beside its tensors. */
export interface IncomingOptions {
  /** What kind of container it is, or what to write unless another is named. */
  readonly container: Container;
  /** Path of a config, which then goes along. */
  readonly configPath?: string;
  /** The text of a config, instead. */
  readonly configText?: string;
}

/**
 * A checkpoint over a stream. It is planned and written as any other, and its tensors cannot be read besides.
 *
 * @throws MalformedCheckpointError when the config cannot be read.
 *
 * @example Writing tensors as a program makes them
 * ```ts
 * import { planConversion, writeCheckpoint } from "@tensorferry/core";
 * import { incomingCheckpoint, streamOf, tensorsInOrder } from "@tensorferry/core/stream";
 * import { safetensors } from "@tensorferry/safetensors";
 * import { join } from "node:path";
 * import assert from "node:assert/strict";
 *
 * async function* train() {
 *   yield Uint8Array.of(1, 2, 3); // "b", as it is gathered
 *   yield Uint8Array.of(4, 5); // "a"
 * }
 * const checkpoint = incomingCheckpoint(
 *   tensorsInOrder(streamOf("the trainer", train()), [
 *     { name: "b", dtype: "uint8", shape: [3] },
 *     { name: "a", dtype: "uint8", shape: [2] },
 *   ]),
 *   { container: safetensors, configText: `{"model_type": "mine"}` },
 * );
 * const folder = await Deno.makeTempDir();
 * const plan = planConversion(checkpoint, { plugins: [] });
 * await writeCheckpoint(plan, checkpoint, join(folder, "step-1000"));
 *
 * const written = await Deno.readFile(join(folder, "step-1000", "model.safetensors"));
 * assert.deepEqual([...written.slice(-5)], [4, 5, 1, 2, 3]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function incomingCheckpoint(
  { tensors, ...incoming }: IncomingTensors,
  { container, configPath, configText: given }: IncomingOptions,
): Checkpoint & { readonly incoming: Incoming } {
  const { stream, byteLength } = incoming;
  const { name } = stream;
  const configText = given ?? (configPath === undefined ? undefined : readConfig(configPath));
  return {
    path: name,
    container,
    sources: [passing(name, byteLength)],
    tensors,
    files: [],
    warnings: [],
    companions: configText === undefined ? [] : [CONFIG_FILE],
    leftBehind: [],
    ...(configText !== undefined &&
      { configText, config: parseConfig(configText, configPath ?? "the config given") }),
    incoming,
    close: () => stream.close(),
  };
}

/**
 * Tensors that come one after another, each in C order and little-endian, with nothing between them.
 *
 * @param specs in the order in which they come.
 */
export function tensorsInOrder(stream: ByteStream, specs: Iterable<TensorSpec>): IncomingTensors {
  const tensors = new Map<string, Leaf>();
  let position = 0;
  for (const { name, dtype, shape } of specs) {
    if (tensors.has(name)) throw new InvalidTensorError(`Cannot take two tensors called ${name}`);
    tensors.set(name, leaf({ source: 0, position, dtype, shape }));
    position += bytesOf(dtype, shape);
  }
  return { stream, position: 0, byteLength: position, tensors };
}

/** Stands for a stream where files would stand. */
function passing(name: string, byteLength: number): ByteSource {
  return {
    name,
    byteLength,
    read() {
      throw new InvalidTensorError(
        `Cannot read any byte of ${name}: they come once, in order. Write a plan of it, which makes the tensors in one pass`,
      );
    },
  };
}
