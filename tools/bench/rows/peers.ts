/**
 * Rows for what others take to fuse the same experts.
 *
 * @module
 */
import { peer } from "../programs.ts";
import { SHARD } from "../sources/recipes.ts";
import { copyOf, type Row, type Side } from "./row.ts";

/** A script that is told source, destination and the most bytes of a file. */
function script(name: string): Side {
  return {
    reads: ["moe"],
    writes: true,
    command: ({ source, out, size }) =>
      peer(name, source("moe"), out, String(Math.ceil(size * SHARD))),
  };
}

const SCRIPTS = [
  ["peer-transformers", "transformers: from_pretrained, save_pretrained", "fuse_transformers.py"],
  ["peer-safetensors", "safetensors and torch, by hand, a layer at a time", "fuse_safetensors.py"],
] as const;

export const peers: readonly Row[] = SCRIPTS.map(([name, work, file]) => ({
  name,
  work,
  section: "peers",
  cache: "warm",
  python: true,
  ours: script(file),
  yardstick: copyOf("moe"),
  target: {},
}));
