/**
 * Which files of a folder are its checkpoint, from their names alone.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName, quoteNames } from "@tensorferry/core";

/** The files to read. */
export type FileChoice =
  | { readonly index: string }
  /** Files whose names say that they are a checkpoint of torch's. */
  | { readonly weights: readonly string[] }
  /** Files that may be one, by the ending of their names. */
  | { readonly candidates: readonly string[] };

/** What transformers 5.18 looks for, in this order, where there is no safetensors. */
const SINGLE_FILE = "pytorch_model.bin";
const INDEX_FILE = "pytorch_model.bin.index.json";

const INDEX = /\.bin\.index(\.[^.]+)?\.json$/;
const TORCH_FILE = /\.(bin|pt|pth|ckpt)$/;
const NUMBERED = /^pytorch_model-(\d+)-of-(\d+)\.bin$/;

/**
 * What transformers and accelerate save beside the weights of a training run: arguments, and the state of optimizer, schedule, loss
 * scaling, samplers and random numbers.
 */
const OF_TRAINING = /^(training_args|optimizer|scheduler|scaler|sampler|rng_state)(_\d+)?\.\w+$/;

/** Whether `file` is called as an index is. */
export function isIndexName(file: string): boolean {
  return INDEX.test(file);
}

/** Whether `file` is called as files of `torch.save` are. */
export function isTorchName(file: string): boolean {
  return TORCH_FILE.test(file);
}

/** Those of `files` that only a checkpoint has: those that transformers saves, the index first. */
export function checkpointFiles(files: readonly string[]): string[] {
  return [
    ...files.filter((file) => file === INDEX_FILE),
    ...files.filter((file) => file === SINGLE_FILE || NUMBERED.test(file)),
  ];
}

/** Those of `names` that {@link chooseFiles} goes by. */
export function choiceAmong(names: readonly string[]): readonly string[] {
  return names.filter((name) => !name.startsWith(".") && (isIndexName(name) || isCandidate(name)));
}

function isCandidate(file: string): boolean {
  return isTorchName(file) && !OF_TRAINING.test(file);
}

/**
 * Chooses among the names of a folder's files, in this order:
 *
 * 1. `pytorch_model.bin`, or `pytorch_model.bin.index.json`;
 * 2. the one other index there is, such as that of a variant;
 * 3. `pytorch_model-00001-of-00003.bin` and its like, whole;
 * 4. every other file that may be one, but for those that only go on with a training run.
 *
 * @returns Nothing when none of the names can be a checkpoint's.
 * @throws MalformedCheckpointError when several have the same claim, or a numbered file is missing.
 */
export function chooseFiles(folder: string, names: readonly string[]): FileChoice | undefined {
  const visible = names.filter((name) => !name.startsWith(".")).toSorted();
  const indexes = visible.filter(isIndexName);
  if (visible.includes(SINGLE_FILE)) {
    if (indexes.includes(INDEX_FILE)) {
      throw malformed(
        folder,
        `it has both ${SINGLE_FILE} and ${INDEX_FILE}, which may be of two saves. ` +
          "Give the path of the one to read",
      );
    }
    return { weights: [SINGLE_FILE] };
  }
  const [index] = indexes.includes(INDEX_FILE) ? [INDEX_FILE] : indexes;
  if (index !== undefined) {
    if (index === INDEX_FILE || indexes.length === 1) return { index };
    throw malformed(
      folder,
      `it has ${indexes.length} indexes, ${
        quoteNames(indexes)
      }, and none is called ${INDEX_FILE}. ` +
        "Give the path of the one to read",
    );
  }
  const numbered = visible.filter((name) => NUMBERED.test(name));
  if (numbered.length > 0) {
    checkNumbers(folder, numbered);
    return { weights: numbered };
  }
  const candidates = visible.filter(isCandidate);
  return candidates.length === 0 ? undefined : { candidates };
}

/** Refuses a set of numbered files that lacks one, or that is of two saves. */
function checkNumbers(folder: string, files: readonly string[]): void {
  const found = files.map((file) => NUMBERED.exec(file)!.slice(1, 3).map(Number));
  const count = found[0]![1]!;
  if (found.some(([, of]) => of !== count)) {
    throw malformed(
      folder,
      `without an index, ${quoteName(files[0]!)} and ${
        quoteName(files.at(-1)!)
      } are of two saves. ` +
        "Remove the files of the older one",
    );
  }
  const numbers = new Set(found.map(([number]) => number));
  let missing = 1;
  while (numbers.has(missing)) missing++;
  if (missing > count) return;
  throw malformed(
    folder,
    `file ${missing} of ${count} of the set of ${quoteName(files[0]!)} is missing. Fetch it again`,
  );
}

function malformed(folder: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(folder), why);
}
