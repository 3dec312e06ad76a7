/**
 * Rows for what others take for the same work.
 *
 * @module
 */
import { peer, rehearsalOfPeers } from "../programs.ts";
import { SHARD, type SourceName } from "../sources/recipes.ts";
import { copyOf, type Row, type Side } from "./row.ts";

/** A script that is told source, destination and the most bytes of a file. */
function script(name: string, from: SourceName): Side {
  return {
    reads: [from],
    rehearsal: rehearsalOfPeers(),
    writes: true,
    command: ({ source, out, size }) =>
      peer(name, source(from), out, String(Math.ceil(size * SHARD))),
  };
}

const SCRIPTS = [
  [
    "peer-transformers",
    "moe",
    "transformers: from_pretrained, save_pretrained",
    "fuse_transformers.py",
  ],
  [
    "peer-safetensors",
    "moe",
    "safetensors and torch, by hand, a layer at a time",
    "fuse_safetensors.py",
  ],
  [
    "peer-consolidate",
    "moe-dcp-hf",
    "torch: consolidate_safetensors_files, two threads",
    "consolidate_torch.py",
  ],
  ["peer-dcp", "moe-dcp", "torch: dcp_to_torch_save", "dcp_torch.py"],
] as const;

export const peers: readonly Row[] = SCRIPTS.map(([name, from, work, file]) => ({
  name,
  work,
  section: "peers",
  cache: "warm",
  python: true,
  ours: script(file, from),
  yardstick: copyOf(from),
  target: {},
}));
