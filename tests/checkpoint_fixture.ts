/**
 * Checkpoints on disk, for tests to read, convert and write.
 *
 * @module
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  bytesOf,
  type Checkpoint,
  type ConversionOptions,
  iterConvert,
  openCheckpoint,
  type Plan,
  planConversion,
  type Plugin,
  writeCheckpoint,
  type WriteOptions,
} from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import {
  encodeSafetensors,
  openSafetensors,
  safetensors,
  type TensorWithBytes,
} from "@tensorferry/safetensors";

/** Tensors in memory, by fully qualified name. */
export type Tensors = ReadonlyMap<string, TensorWithBytes>;

/** The built-in plugins, unless others are named. */
type Options = Omit<ConversionOptions, "plugins"> & Partial<Pick<ConversionOptions, "plugins">>;

const plugins: readonly Plugin[] = [gemma3, llama, qwenMoe];

/** A path below this folder. */
export function fixturePath(...parts: string[]): string {
  return join(fileURLToPath(new URL(".", import.meta.url)), ...parts);
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "tensorferry-" });
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** Makes a checkpoint of a config and a single file of tensors. */
export function makeCheckpoint(folder: string, configOf: string, tensors: Tensors | string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(configOf, "config.json"), join(folder, "config.json"));
  const file = join(folder, "model.safetensors");
  if (typeof tensors === "string") copyFileSync(tensors, file);
  else writeFileSync(file, encodeSafetensors([...tensors.values()]));
}

async function withCheckpoint<T>(
  path: string,
  work: (checkpoint: Checkpoint) => T | Promise<T>,
): Promise<T> {
  const checkpoint = await openCheckpoint(path, { containers: [safetensors] });
  try {
    return await work(checkpoint);
  } finally {
    checkpoint.close();
  }
}

/** The tensors as they lie in the files. */
export async function storedTensors(path: string): Promise<Tensors> {
  const { tensors, sources, close } = await openSafetensors(path);
  try {
    const stored = new Map<string, TensorWithBytes>();
    for (const [name, { source, position, dtype, shape }] of tensors) {
      const bytes = new Uint8Array(bytesOf(dtype, shape));
      await sources[source]!.read(position, bytes);
      stored.set(name, { name, dtype, shape, bytes });
    }
    return stored;
  } finally {
    close();
  }
}

/** The plan of a conversion. */
export function planned(path: string, options: Options): Promise<Plan> {
  return withCheckpoint(path, (checkpoint) => planConversion(checkpoint, { plugins, ...options }));
}

/** The tensors that a conversion yields. */
export function convertedTensors(path: string, options: Options): Promise<Tensors> {
  return withCheckpoint(path, async (checkpoint) => {
    const plan = planConversion(checkpoint, { plugins, ...options });
    const converted = new Map<string, TensorWithBytes>();
    for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
      const { dtype, shape } = tensor;
      converted.set(name, { name, dtype, shape, bytes: await tensor.bytes() });
    }
    return converted;
  });
}

/** Writes what a conversion yields, and answers its plan. */
export function writeConverted(
  path: string,
  folder: string,
  options: Options,
  writing: WriteOptions = {},
): Promise<Plan> {
  return withCheckpoint(path, async (checkpoint) => {
    const plan = planConversion(checkpoint, { plugins, ...options });
    await writeCheckpoint(plan, checkpoint, folder, { sync: false, ...writing });
    return plan;
  });
}

/** Asserts that two sets of tensors have the same names, dtypes, shapes and bytes. */
export function assertSameTensors(actual: Tensors, expected: Tensors): void {
  const specs = (tensors: Tensors) =>
    Object.fromEntries([...tensors].map(([name, { dtype, shape }]) => [name, { dtype, shape }]));
  assert.deepEqual(specs(actual), specs(expected));
  const differing = [...actual].filter(([name, { bytes }]) =>
    Buffer.compare(bytes, expected.get(name)!.bytes) !== 0
  );
  assert.deepEqual(differing.map(([name]) => name), [], "tensors of other bytes");
}
