/**
 * Checkpoints written in torch's containers.
 *
 * @module
 */
import {
  bytesOf,
  type Container,
  type ConversionOptions,
  type Plan,
  planConversion,
  type Plugin,
  writeCheckpoint,
  type WriteOptions,
} from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import type { TensorWithBytes } from "@tensorferry/safetensors";
import { accelerateOffload, dcp, dcpHf } from "@tensorferry/torch";
import type { Tensors } from "./checkpoint_fixture.ts";
import { withTorchCheckpoint } from "./torch_fixture.ts";

const plugins: readonly Plugin[] = [gemma3, llama, qwenMoe];

/** The containers that are written as of so many ranks. */
export const OF_RANKS: readonly ((ranks: number) => Container)[] = [
  (ranks) => dcp({ ranks }),
  (ranks) => dcpHf({ ranks }),
];

/** Every container of torch's that is written, as of so many ranks where it is of ranks. */
export function writtenContainers(ranks: number): readonly Container[] {
  return [...OF_RANKS.map((of) => of(ranks)), accelerateOffload];
}

/** Writes a checkpoint in another container, and answers the plan. */
export function writeIn(
  container: Container,
  source: string,
  folder: string,
  { overwrite = false, ...options }:
    & Omit<ConversionOptions, "plugins" | "container">
    & Pick<WriteOptions, "overwrite"> = {},
): Promise<Plan> {
  return withTorchCheckpoint(source, async (checkpoint) => {
    const plan = planConversion(checkpoint, { plugins, container, ...options });
    await writeCheckpoint(plan, checkpoint, folder, { container, overwrite, sync: false });
    return plan;
  });
}

/** Tensors of every kind and of odd sizes: none of them is cut evenly by 2 ranks and by 3. */
export function oddTensors(): Tensors {
  const tensors: TensorWithBytes[] = [
    odd("scalar", "float32", []),
    odd("step", "int64", []),
    odd("flag", "bool", []),
    odd("empty", "float16", [0, 4]),
    odd("hollow", "bfloat16", [3, 0, 2]),
    odd("one", "bfloat16", [1]),
    odd("two", "float32", [2, 3]),
    odd("seven", "bfloat16", [7]),
    odd("mask", "bool", [5, 3]),
    odd("ids", "int64", [10]),
    odd("small", "int8", [11, 1]),
    odd("bytes", "uint8", [4, 4]),
    odd("deep", "float16", [5, 2, 1, 3]),
    odd("double", "float64", [3, 2]),
    odd("complex", "complex64", [3]),
    odd("words", "uint32", [7, 2]),
    odd("scaled", "float8_e4m3fn", [9, 2]),
    odd("largest.layers.10.weight", "bfloat16", [301, 700]),
    odd("ünïcode \u{1f600}", "int32", [2, 2]),
  ];
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

/** A tensor of bytes that tell every position from every other nearby. */
function odd(
  name: string,
  dtype: TensorWithBytes["dtype"],
  shape: readonly number[],
): TensorWithBytes {
  const bytes = new Uint8Array(bytesOf(dtype, shape));
  bytes.forEach((_, i) => bytes[i] = dtype === "bool" ? i % 3 % 2 : (i * 31 + (i >> 8)) % 121);
  return { name, dtype, shape, bytes };
}
