/**
 * Which files of a folder are the shards of ranks, from their names alone.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName, quoteNames } from "@tensorferry/core";

/** `shard-<rank + 1>-model-<file>-of-<files>.safetensors` (`_gen_file_name` in `checkpoint/_hf_utils.py`, torch 2.13). */
const SHARD = /^shard-\d+-model-\d+-of-(\d+)\.safetensors$/;

/** What the shard of `rank` of file `index` of so many is called; both count from 0. */
export function shardName(rank: number, index: number, files: number): string {
  const [shard, file, of] = [rank + 1, index + 1, files].map((n) => `${n}`.padStart(5, "0"));
  return `shard-${shard}-model-${file}-of-${of}.safetensors`;
}

/** Whether `file` is called as the shard of a rank is. */
export function isShardName(file: string): boolean {
  return SHARD.test(file);
}

/** Those of `names` that {@link chooseShards} goes by: where one is a shard, every safetensors file. */
export function choiceAmong(names: readonly string[]): readonly string[] {
  if (!names.some(isShardName)) return [];
  return names.filter((name) => name.endsWith(".safetensors") && !name.startsWith("."));
}

/**
 * The shards among the names of a folder's files; nothing when there are none.
 *
 * torch reads every safetensors file of the folder, and so takes one that a former save left there for part of this one.
 *
 * @throws MalformedCheckpointError when there are others beside them, or shards of two saves.
 */
export function chooseShards(folder: string, names: readonly string[]): string[] | undefined {
  const shards = names.filter(isShardName);
  const [first] = shards;
  if (first === undefined) return undefined;
  const strays = choiceAmong(names).filter((name) => !isShardName(name));
  if (strays.length > 0) {
    throw malformed(
      folder,
      `beside ${shards.length} shards of ranks there are ${strays.length} other safetensors files, ${
        quoteNames(strays)
      }. Move them away; or give the path of the one to read`,
    );
  }
  const other = shards.find((name) => filesOf(name) !== filesOf(first));
  if (other !== undefined) {
    throw malformed(
      folder,
      `${quoteName(first)} and ${quoteName(other)} are of two saves. Remove those of the older one`,
    );
  }
  return shards;
}

function filesOf(shard: string): number {
  return Number(SHARD.exec(shard)![1]);
}

function malformed(folder: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(folder), why);
}
