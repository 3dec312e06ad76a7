/**
 * Small checkpoints in real folders.
 *
 * @module
 */
import { join } from "node:path";
import { encodeSafetensors } from "../write/encode.ts";

/** Content by name. */
export type Files = Record<string, string | Uint8Array>;

/** A file that holds one byte per name. */
export function shard(...names: string[]): Uint8Array {
  return encodeSafetensors(names.map((name, i) => ({
    name,
    dtype: "uint8",
    shape: [1],
    bytes: Uint8Array.of(i),
  })));
}

/** The text of an index. */
export function indexOf(weightMap: Record<string, string>): string {
  return JSON.stringify({ metadata: { total_size: 1 }, weight_map: weightMap });
}

/** Calls `body` with a folder that holds `files` and is removed afterwards. */
export async function withFiles(
  files: Files,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeFile(join(folder, name), bytes);
    }
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The names of a checkpoint in two shards. */
export const INDEX: string = "model.safetensors.index.json";
/** The first shard. */
export const ONE: string = "model-00001-of-00002.safetensors";
/** The second shard. */
export const TWO: string = "model-00002-of-00002.safetensors";
/** Two shards and their index. */
export const SHARDED: Files = {
  [INDEX]: indexOf({ a: ONE, b: TWO }),
  [ONE]: shard("a"),
  [TWO]: shard("b"),
};
