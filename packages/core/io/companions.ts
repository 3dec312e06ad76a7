/**
 * The small files beside the tensors: which go along, and which stay.
 *
 * @module
 */
import { basename, dirname, join, sep } from "node:path";
import { MANIFEST_FILE } from "../manifest/manifest.ts";
import { isFile } from "./file_system.ts";

/** Names at the top of a checkpoint's folder, apart from those of its tensors. */
export interface Companions {
  /** Regular files that belong to the model and go with it. */
  readonly companions: readonly string[];
  /** What does not. */
  readonly leftBehind: readonly string[];
}

/**
 * What goes with a model: text, tokenizers, code, notices. Anything else beside the tensors is most likely the same weights
 * again in another container, which would be stale in the destination; it stays, and is named.
 */
const COMPANION =
  /^[^.]+$|\.(json|jsonl|txt|md|html|jinja|py|ya?ml|toml|cfg|ini|model|tiktoken|v\d+|vocab|bpe|spm|png|jpe?g|svg)$/i;
/** The index of shards that are not there would make a loader look for them. */
const INDEX = /\.index(\.[^.]+)?\.json$/;

/** Parts the files of a folder. A manifest is neither: each destination gets its own. */
export function partCompanions(folder: string, names: readonly string[]): Companions {
  const companions: string[] = [];
  const leftBehind: string[] = [];
  for (const name of names) {
    if (name === MANIFEST_FILE) continue;
    const goes = !name.startsWith(".") && COMPANION.test(name) && !INDEX.test(name) &&
      isFile(join(folder, name)) && staysWithin(folder, name);
    (goes ? companions : leftBehind).push(name);
  }
  return { companions, leftBehind };
}

/**
 * Whether a file lies in its folder, also when links are followed: a checkpoint from a stranger shall not carry files of its reader
 * along. In the cache of the Hub every file is a link from `snapshots/<revision>` to `blobs`, beside `snapshots`.
 */
export function staysWithin(folder: string, name: string): boolean {
  const home = Deno.realPathSync(folder);
  const path = Deno.realPathSync(join(folder, name));
  if (path.startsWith(home + sep)) return true;
  const snapshots = dirname(home);
  return basename(snapshots) === "snapshots" &&
    dirname(path) === join(dirname(snapshots), "blobs");
}
