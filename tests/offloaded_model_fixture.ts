/**
 * Offloaded models: one whose layout on the Hub fuses what the layout at run time holds apart, so that saving it makes one tensor of
 * many, and a large one of holes.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  bindModel,
  bytesOf,
  declaredTensors,
  naturalOrder,
  openCheckpoint,
  planConversion,
} from "@tensorferry/core";
import {
  concat,
  config,
  definePlugin,
  mul,
  type Plugin,
  plus,
  split,
  stack,
} from "@tensorferry/core/plugin";
import qwenMoe from "@tensorferry/qwen-moe";
import { encodeSafetensors, safetensors, type TensorWithBytes } from "@tensorferry/safetensors";
import { accelerateOffload } from "@tensorferry/torch";
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tensors } from "./checkpoint_fixture.ts";

const CONFIG = { model_type: "fused", layers: 3, experts: 4, hidden: 16, q: 16, kv: 4, inner: 8 };
const [hidden, q, kv, inner] = ["hidden", "q", "kv", "inner"].map((key) => config(key));
const layer = "model.layers.{layer}";

/** Queries, keys and values fused, and experts stacked, in `hf`; all apart at run time. */
export const fusedPlugin: Plugin = definePlugin({
  name: "fused",
  version: "1.0.0",
  serves: { model_type: ["fused"] },
  variables: { layer: config("layers"), expert: config("experts") },
  tensors: {
    "model.embed.weight": { shape: [40, hidden!] },
    [`${layer}.norm.weight`]: { shape: [hidden!] },
    [`${layer}.attention.qkv.weight`]: { shape: [plus(q!, mul(2, kv!)), hidden!] },
    [`${layer}.experts.up`]: { shape: [config("experts"), inner!, hidden!] },
  },
  layouts: {
    runtime: {
      description: "as the program holds it",
      rules: [
        split(
          concat(0, ["q", "k", "v"].map((part) => `${layer}.attention.${part}.weight`), [
            q!,
            kv!,
            kv!,
          ]),
          `${layer}.attention.qkv.weight`,
        ),
        split(stack("expert", `${layer}.experts.{expert}.up.weight`), `${layer}.experts.up`),
      ],
      rest: "same",
    },
  },
});

/** Its tensors in `hf`, in natural order, of bytes that tell every position from every other nearby. */
export function fusedModel(): Tensors {
  const shapes: Record<string, readonly number[]> = { "model.embed.weight": [40, 16] };
  for (let i = 0; i < CONFIG.layers; i++) {
    shapes[`model.layers.${i}.norm.weight`] = [16];
    shapes[`model.layers.${i}.attention.qkv.weight`] = [24, 16];
    shapes[`model.layers.${i}.experts.up`] = [4, 8, 16];
  }
  let at = 0;
  const tensors = naturalOrder(Object.keys(shapes)).map((name): TensorWithBytes => {
    const shape = shapes[name]!;
    const bytes = Uint8Array.from(
      { length: bytesOf("bfloat16", shape) },
      () => (at * 31 + (at++ >> 8)) % 121,
    );
    return { name, dtype: "bfloat16", shape, bytes };
  });
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

/** Makes a checkpoint of it, with its config. */
export function writeFusedModel(folder: string, tensors: Tensors = fusedModel()): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify(CONFIG));
  writeFileSync(join(folder, "model.safetensors"), encodeSafetensors([...tensors.values()]));
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Makes an offload folder of about `size` bytes that takes no room, its experts fused, by way of a folder in `hf`; answers the bytes
 * of its tensors.
 */
export async function offloadHoles(hf: string, folder: string, size: number): Promise<number> {
  const model = JSON.parse(
    readFileSync(here("../apps/harness/configs/qwen3_moe_4gb.json"), "utf8"),
  );
  const config = {
    ...model,
    num_hidden_layers: Math.round(model.num_hidden_layers * size / 4e9),
  };
  for (const path of [hf, folder]) mkdirSync(path);
  writeFileSync(join(hf, "config.json"), JSON.stringify(config));
  copyFileSync(join(hf, "config.json"), join(folder, "config.json"));
  let end = 0;
  const entries: Record<string, unknown> = {};
  for (const { name, shape } of declaredTensors(bindModel(qwenMoe, config))) {
    entries[name] = {
      dtype: "BF16",
      shape,
      data_offsets: [end, end += bytesOf("bfloat16", shape)],
    };
  }
  const header = new TextEncoder().encode(JSON.stringify(entries));
  const file = join(hf, "model.safetensors");
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  writeFileSync(file, new Uint8Array([...length, ...header]));
  truncateSync(file, 8 + header.length + end);

  const checkpoint = await openCheckpoint(hf, { containers: [safetensors] });
  const { shards } = planConversion(checkpoint, {
    plugins: [qwenMoe],
    container: accelerateOffload,
    to: "transformers",
  });
  checkpoint.close();
  for (const { file, byteLength } of shards) {
    writeFileSync(join(folder, file), "");
    truncateSync(join(folder, file), byteLength);
  }
  const specs = shards.map(({ file, tensors }) => ({
    file,
    tensors: tensors.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape })),
  }));
  const index = accelerateOffload.writer!.index(specs)!;
  writeFileSync(join(folder, index.file), index.bytes);
  return end;
}

/** Runs the command, and answers the most bytes that it ever had resident. */
export async function peakOf(file: string, args: readonly string[]): Promise<number> {
  const preload = ["--preload", here("./memory/report_peak.ts")];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", ...preload, here("../apps/cli/main.ts"), ...args],
    env: { PEAK_FILE: file },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return Number(readFileSync(file, "utf8"));
}
