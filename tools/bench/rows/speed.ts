/**
 * Rows for the time that moving bytes takes, with the page cache warm.
 *
 * @module
 */
import { compare, rehearsal, rehearsalOfCopies, tensorferry } from "../programs.ts";
import { SHARD } from "../sources/recipes.ts";
import { convert, transpose } from "./conversion.ts";
import { copyOf, MIB, type Row, type Target } from "./row.ts";

const target = (ratio: number, mebibytes = 96): Target => ({ ratio, peak: mebibytes * MIB });

type Move = Omit<Row, "section" | "cache">;

const MOVES: readonly Move[] = [
  {
    name: "reshard",
    work: "files a quarter the size",
    ours: convert("moe", { shard: SHARD / 4 }),
    yardstick: copyOf("moe"),
    target: target(1),
  },
  {
    name: "rename",
    work: "Qwen3, hf to torchtitan",
    ours: convert("dense", { to: "torchtitan" }),
    yardstick: copyOf("dense"),
    target: target(1),
  },
  {
    name: "fuse",
    work: "Qwen3-MoE, hf to transformers",
    ours: convert("moe", { to: "transformers" }),
    yardstick: copyOf("moe"),
    target: target(1),
  },
  {
    name: "unfuse",
    work: "Qwen3-MoE, transformers to hf",
    ours: convert("moe-fused", { to: "hf" }),
    yardstick: copyOf("moe-fused"),
    target: target(1),
  },
  {
    name: "rope",
    work: "Llama, hf to torchtitan, rows permuted",
    ours: convert("llama", { to: "torchtitan" }),
    yardstick: copyOf("llama"),
    target: target(1.15),
  },
  {
    name: "transpose",
    work: "every stacked expert, [E,2I,H] to [E,H,2I]",
    ours: transpose("moe-fused", { to: "transposed" }),
    yardstick: copyOf("moe-fused"),
    target: target(1.4, 128),
  },
  {
    name: "transpose-back",
    work: "every stacked expert, [E,H,2I] to [E,2I,H]",
    ours: transpose("moe-transposed", { to: "hf" }),
    yardstick: copyOf("moe-transposed"),
    target: target(1.4, 128),
  },
  {
    name: "transpose-apart",
    work: "Qwen3-MoE, hf to olmo-core: experts transposed and stacked",
    ours: convert("moe", { to: "olmo-core" }),
    yardstick: copyOf("moe"),
    target: target(1.4, 128),
  },
  {
    name: "consolidate",
    work: "DCP's Hugging Face shards of 4 ranks, to safetensors",
    ours: convert("moe-dcp-hf", { container: "safetensors" }),
    yardstick: copyOf("moe-dcp-hf"),
    target: target(1),
  },
  {
    name: "dcp",
    work: "DCP of 4 ranks, torchtitan to hf",
    ours: convert("moe-dcp", { container: "safetensors", to: "hf" }),
    yardstick: copyOf("moe-dcp"),
    target: target(1),
  },
  {
    name: "dcp-apart",
    work: "DCP of 4 ranks, hf as it is: each expert a tensor",
    ours: convert("moe-dcp-apart", { container: "safetensors" }),
    yardstick: copyOf("moe-dcp-apart"),
    target: target(1),
  },
  {
    name: "cast-bf16-f32",
    work: "bfloat16 to float32",
    ours: convert("llama-half", { dtype: "float32" }),
    yardstick: copyOf("llama-half-f32"),
    target: target(1.2),
  },
  {
    name: "cast-f32-bf16",
    work: "float32 to bfloat16",
    ours: convert("llama-half-f32", { dtype: "bfloat16" }),
    yardstick: copyOf("llama-half-f32"),
    target: target(1.2),
  },
  {
    name: "cast-f16-bf16",
    work: "float16 to bfloat16",
    ours: convert("llama-f16", { dtype: "bfloat16" }),
    yardstick: copyOf("llama-f16"),
    target: target(1.2),
  },
  {
    name: "cast-bf16-f16",
    work: "bfloat16 to float16",
    ours: convert("llama", { dtype: "float16" }),
    yardstick: copyOf("llama"),
    target: target(1.2),
  },
];

const VERIFY: Move = {
  name: "verify",
  work: "Qwen3-MoE, hf and transformers",
  ours: {
    reads: ["moe", "moe-fused"],
    rehearsal: rehearsal(),
    writes: false,
    command: ({ source }) => tensorferry("verify", source("moe"), source("moe-fused")),
  },
  yardstick: {
    title: "cmp",
    reads: ["moe", "moe-copy"],
    rehearsal: rehearsalOfCopies(),
    writes: false,
    command: ({ source }) => compare(source("moe"), source("moe-copy")),
  },
  target: target(1.5),
};

/** Nobody waits for the disk. */
export const speed: readonly Row[] = [...MOVES, VERIFY].map((move) => ({
  ...move,
  section: "speed",
  cache: "warm",
}));

/** Both wait until the files are on the disk. */
export const synced: readonly Row[] = MOVES.map((move) => ({
  ...move,
  section: "synced",
  cache: "warm",
}));
