/**
 * The checkpoints of `fixtures`, and what the owner of each layout makes of them.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fixturePath, makeCheckpoint, storedTensors, type Tensors } from "./checkpoint_fixture.ts";

/** Every fixture. */
export const FIXTURES: readonly string[] = [
  "llama-gqa",
  "llama-tied",
  "qwen3-dense",
  "qwen2-moe",
  "qwen3-moe",
  "gemma3-text",
  "gemma3-vision",
];

const FILES: Readonly<Record<string, string>> = {
  transformers: "runtime.safetensors",
  torchtitan: "torchtitan.safetensors",
  "olmo-core": "olmo-core.safetensors",
};

/** The layouts that a fixture has a file of, `hf` first. */
export function layoutsOf(fixture: string): string[] {
  const owned = Object.keys(FILES).filter((layout) => existsSync(ownersFile(fixture, layout)));
  return ["hf", ...owned];
}

/** The file that the owner of a layout made. */
export function ownersFile(fixture: string, layout: string): string {
  return fixturePath("fixtures", fixture, FILES[layout]!);
}

/** The checkpoint that everything was made of. */
export function hfFolder(fixture: string): string {
  return fixturePath("fixtures", fixture, "hf");
}

/** A fixture in a layout, with its config, below `folder`. */
export async function inLayout(folder: string, fixture: string, layout: string): Promise<string> {
  if (layout === "hf") return hfFolder(fixture);
  const path = join(folder, `${fixture}-${layout}`);
  const tensors = losesNorms(fixture, layout)
    ? await expectedTensors(fixture, layout)
    : ownersFile(fixture, layout);
  makeCheckpoint(path, hfFolder(fixture), tensors);
  return path;
}

/** What a fixture must be in a layout, when it comes from `from`. */
export async function expectedTensors(
  fixture: string,
  layout: string,
  from = "hf",
): Promise<Tensors> {
  const tensors = new Map(
    await storedTensors(layout === "hf" ? hfFolder(fixture) : ownersFile(fixture, layout)),
  );
  if (losesNorms(fixture, layout)) {
    for (const [name, tensor] of await lostByOlmoCore()) tensors.set(name, tensor);
  }
  // OLMo-core rounds when it adds one to a norm, and what it makes on the way back is no longer the source.
  if (fixture === "gemma3-text" && from === "olmo-core" && layout !== "olmo-core") {
    const back = await storedTensors(
      fixturePath("owner_fixture", fixture, "norms-back.safetensors"),
    );
    for (const [name, tensor] of back) tensors.set(name, tensor);
  }
  return tensors;
}

/** Of the two norms of a Qwen 3 MoE layer OLMo-core writes one over the other; nothing of ours may be lost. */
function losesNorms(fixture: string, layout: string): boolean {
  return fixture === "qwen3-moe" && layout === "olmo-core";
}

/** The norms that are not in OLMo-core's file. */
export async function lostByOlmoCore(): Promise<Tensors> {
  const hf = await storedTensors(hfFolder("qwen3-moe"));
  return new Map([...hf].filter(([name]) => name.endsWith(".input_layernorm.weight")));
}
