/**
 * The checkpoints of `fixtures` in torch's containers, and how they are read.
 *
 * @module
 */
import { existsSync } from "node:fs";
import {
  bytesOf,
  type Checkpoint,
  type ConversionOptions,
  iterConvert,
  openCheckpoint,
  openTensor,
  planConversion,
  type Plugin,
  scratchNeeded,
} from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors, type TensorWithBytes } from "@tensorferry/safetensors";
import { containers, type DcpOptions } from "@tensorferry/torch";
import { fixturePath, type Tensors } from "./checkpoint_fixture.ts";

const plugins: readonly Plugin[] = [gemma3, llama, qwenMoe];

/** A fixture in one of torch's containers. */
export interface TorchFixture {
  readonly fixture: string;
  /** Name of its folder. */
  readonly folder: string;
  /** The container that knows it. */
  readonly container: string;
  /** The layout that its tensors are in. */
  readonly layout: string;
}

const FOLDERS: readonly Omit<TorchFixture, "fixture">[] = [
  { folder: "bin", container: "torch", layout: "hf" },
  { folder: "bin-legacy", container: "torch", layout: "hf" },
  { folder: "dcp", container: "dcp", layout: "torchtitan" },
  { folder: "dcp-hf", container: "dcp-hf", layout: "hf" },
  { folder: "offload", container: "accelerate-offload", layout: "transformers" },
];

/** Every fixture that there is in one of torch's containers. */
export const TORCH_FIXTURES: readonly TorchFixture[] = ["llama-gqa", "qwen3-moe", "gemma3-text"]
  .flatMap((fixture) => FOLDERS.map((folder) => ({ fixture, ...folder })))
  .filter((one) => existsSync(torchFolder(one)));

/** Where such a fixture lies. */
export function torchFolder({ fixture, folder }: TorchFixture): string {
  return fixturePath("fixtures", fixture, folder);
}

/** Opens a checkpoint of any container; of a fixture, with the config of its `hf` folder. */
export async function withTorchCheckpoint<T>(
  path: string,
  work: (checkpoint: Checkpoint) => T | Promise<T>,
  options: DcpOptions & { readonly configPath?: string } = {},
): Promise<T> {
  const checkpoint = await openCheckpoint(path, { ...options, containers: containers(options) });
  try {
    return await work(checkpoint);
  } finally {
    checkpoint.close();
  }
}

/** Where the config of a fixture lies; torch saves none. */
export function configOf(fixture: string): string {
  return fixturePath("fixtures", fixture, "hf", "config.json");
}

/** The tensors of a checkpoint as they are stored. */
export function torchTensors(path: string, options?: DcpOptions): Promise<Tensors> {
  return withTorchCheckpoint(path, readAll, options);
}

async function readAll({ tensors, sources }: Checkpoint): Promise<Tensors> {
  const read = new Map<string, TensorWithBytes>();
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    const bytes = new Uint8Array(bytesOf(dtype, shape));
    const scratch = { bytes: new Uint8Array(scratchNeeded(tensor).efficient) };
    await openTensor(tensor, sources, scratch).read(0, bytes);
    read.set(name, { name, dtype, shape, bytes });
  }
  return read;
}

/** What a fixture is converted to. */
export function convertedFrom(
  one: TorchFixture,
  options: Omit<ConversionOptions, "plugins">,
): Promise<Tensors> {
  const config = { configPath: configOf(one.fixture) };
  return withTorchCheckpoint(torchFolder(one), async (checkpoint) => {
    const plan = planConversion(checkpoint, { plugins, container: safetensors, ...options });
    const converted = new Map<string, TensorWithBytes>();
    for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
      const { dtype, shape } = tensor;
      converted.set(name, { name, dtype, shape, bytes: await tensor.bytes() });
    }
    return converted;
  }, config);
}
