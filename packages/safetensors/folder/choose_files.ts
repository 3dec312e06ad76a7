/**
 * Which files of a folder are its checkpoint, from their names alone.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName, quoteNames } from "@tensorferry/core";
import { INDEX_FILE, SINGLE_FILE } from "../write/shard_names.ts";
import { compareCodePoints } from "../utf8.ts";

/** The files to read: an index and what it names, or files without one. */
export interface FileChoice {
  /** The index to follow. */
  readonly index?: string;
  /** The files to read where there is no index, or beside it `model.safetensors`, which must then agree with it. */
  readonly weights: readonly string[];
  /** Every `*.safetensors` file of the folder. */
  readonly present: readonly string[];
}

// `model.safetensors.index.json`, and with a variant `model.safetensors.index.fp16.json` (huggingface_hub 2.0.0).
const INDEX = /\.safetensors\.index(\.[^.]+)?\.json$/;
const NUMBERED = /^(.*)-(\d+)-of-(\d+)\.safetensors$/s;

/** Whether `file` is called as an index is. */
export function isIndexName(file: string): boolean {
  return INDEX.test(file);
}

/**
 * Chooses among the names of a folder's files, in this order:
 *
 * 1. `model.safetensors` and `model.safetensors.index.json`, which is what transformers 5.18 looks for, in this order;
 * 2. the one other index there is, such as `consolidated.safetensors.index.json` or that of a variant;
 * 3. `model-00001-of-00005.safetensors` and its like, whole;
 * 4. every `*.safetensors` file, such as `consolidated.safetensors`.
 *
 * @returns Nothing when none of the names is a safetensors file or its index.
 * @throws MalformedCheckpointError when several indexes have the same claim, or a numbered shard is missing.
 */
export function chooseFiles(folder: string, names: readonly string[]): FileChoice | undefined {
  // Names with a leading dot are hidden; macOS puts `._model.safetensors` beside a file, which is not one.
  const visible = names.filter((name) => !name.startsWith(".")).toSorted(compareCodePoints);
  const present = visible.filter((name) => name.endsWith(".safetensors"));
  const indexes = visible.filter(isIndexName);
  const single = present.filter((name) => name === SINGLE_FILE);
  if (indexes.includes(INDEX_FILE)) return { index: INDEX_FILE, weights: single, present };
  if (single.length > 0) return { weights: single, present };
  if (indexes.length > 1) {
    throw new MalformedCheckpointError(
      printable(folder),
      `it has ${indexes.length} indexes, ${
        quoteNames(indexes)
      }, and none is called ${INDEX_FILE}. ` +
        "Give the path of the one to read",
    );
  }
  const [index] = indexes;
  if (index !== undefined) return { index, weights: [], present };
  if (present.length === 0) return undefined;
  const model = present.filter((name) => NUMBERED.exec(name)?.[1] === "model");
  const weights = model.length > 0 ? model : present;
  checkNumbers(folder, weights);
  return { weights, present };
}

/** Those of `names` that {@link chooseFiles} goes by: what transformers looks for where that is there, and else all there are. */
export function choiceAmong(names: readonly string[]): readonly string[] {
  const first = names.filter((name) => name === INDEX_FILE || name === SINGLE_FILE);
  if (first.length > 0) return first;
  return names.filter((name) =>
    !name.startsWith(".") && (name.endsWith(".safetensors") || isIndexName(name))
  );
}

/** Refuses a set of numbered shards that lacks one, or that is of two saves. */
function checkNumbers(folder: string, files: readonly string[]): void {
  const sets = new Map<string, { count: number; numbers: Set<number>; example: string }>();
  for (const file of files) {
    const [, stem, number, count] = NUMBERED.exec(file) ?? [];
    if (stem === undefined) continue;
    const set = sets.get(stem) ?? { count: Number(count), numbers: new Set(), example: file };
    if (set.count !== Number(count)) {
      throw new MalformedCheckpointError(
        printable(folder),
        `without an index, ${quoteName(set.example)} and ${quoteName(file)} are of two saves. ` +
          "Remove the files of the older one",
      );
    }
    set.numbers.add(Number(number));
    sets.set(stem, set);
  }
  for (const { count, numbers, example } of sets.values()) {
    let missing = 1;
    while (numbers.has(missing)) missing++;
    if (missing > count) continue;
    throw new MalformedCheckpointError(
      printable(folder),
      `shard ${missing} of ${count} of the set of ${quoteName(example)} is missing. Fetch it again`,
    );
  }
}
