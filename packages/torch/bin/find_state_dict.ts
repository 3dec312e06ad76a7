/**
 * The dict of tensors among what was saved.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName, quoteNames } from "@tensorferry/core";
import { isKind, kindOf, type PickledDict } from "../pickle/pickled.ts";
import { isOf } from "../state_dict/rebuild.ts";
import type {
  StridedTensor,
  TorchObject,
  TorchValue,
  UnreadableTensor,
} from "../state_dict/torch_object.ts";

/** The tensors of a model by name. */
export interface StateDict {
  readonly tensors: ReadonlyMap<string, StridedTensor | UnreadableTensor>;
  /** What lies beside them and is left out. */
  readonly warnings: readonly string[];
}

/**
 * What trainers call the model among the dicts that they save, in the order of preference: Lightning, timm and fairseq, DeepSpeed,
 * MMEngine and others.
 */
const MODEL_KEYS = ["state_dict", "model_state_dict", "model", "module", "params", "net"];

/** How deep a state dict may lie in what was saved. */
const MAX_DEPTH = 4;

type Dict = PickledDict<TorchObject>;

/**
 * Finds the state dict by what the values are: a dict that has tensors; of several, the one that is called as models are.
 *
 * @throws MalformedCheckpointError when there is none, or several with the same claim.
 */
export function findStateDict(path: string, root: TorchValue): StateDict {
  const warnings: string[] = [];
  // One dict can be the value of many keys, and is looked at once.
  const known = new Map<Dict, boolean>();
  let at: TorchValue = root;
  let where = "it";
  for (let depth = 0; depth < MAX_DEPTH && isKind(at, "dict"); depth++) {
    const entries = entriesOf(at);
    const key = keyOfModel(path, where, entries, known);
    warnings.push(...leftOut(where, entries, key));
    if (key === undefined) return { tensors: tensorsOf(entries), warnings };
    where = quoteName(key);
    at = entries.get(key)!;
  }
  const what = at === root && !isKind(at, "dict") ? `a ${kindOf(at)}` : `no tensors in ${where}`;
  throw malformed(path, `it holds ${what}`);
}

type Entries = ReadonlyMap<TorchValue, TorchValue>;

/** Of a key that is there twice, the last value counts, as in Python. */
function entriesOf({ items }: Dict): Entries {
  const entries = new Map<TorchValue, TorchValue>();
  for (let i = 0; i < items.length; i += 2) entries.set(items[i]!, items[i + 1]!);
  return entries;
}

/** The key under which the state dict lies, or nothing when it is these entries themselves. */
function keyOfModel(
  path: string,
  where: string,
  entries: Entries,
  known: Map<Dict, boolean>,
): string | undefined {
  const dicts = [...entries].flatMap(([key, value]): [string, Dict][] =>
    typeof key === "string" && isKind(value, "dict") ? [[key, value]] : []
  );
  const within = dicts.filter(([, dict]) => hasTensors(dict, known)).map(([key]) => key);
  const model = MODEL_KEYS.find((key) => within.includes(key));
  if (model !== undefined) return model;
  if ([...entries.values()].some(isTensor)) return undefined;
  if (within.length > 1) {
    throw malformed(
      path,
      `${where} has several dicts of tensors, ${
        quoteNames(within)
      }, and none of them is called as models are`,
    );
  }
  const names = dicts.map(([key]) => key);
  const next = within[0] ?? MODEL_KEYS.find((key) => names.includes(key)) ??
    (names.length === 1 ? names[0] : undefined);
  if (next !== undefined) return next;
  throw malformed(
    path,
    `${where} has no tensors, and neither has a dict in it: ${
      entries.size === 0 ? "it is empty" : quoteNames([...entries.keys()].map(shown))
    }`,
  );
}

function hasTensors(dict: Dict, known: Map<Dict, boolean>): boolean {
  let has = known.get(dict);
  if (has === undefined) {
    has = dict.items.some((item, i) => i % 2 === 1 && isTensor(item));
    known.set(dict, has);
  }
  return has;
}

function isTensor(value: TorchValue): value is StridedTensor | UnreadableTensor {
  return isOf(value, "tensor") || isOf(value, "unreadable tensor");
}

function tensorsOf(entries: Entries): Map<string, StridedTensor | UnreadableTensor> {
  const tensors = new Map<string, StridedTensor | UnreadableTensor>();
  for (const [name, value] of entries) {
    if (typeof name === "string" && isTensor(value)) tensors.set(name, value);
  }
  return tensors;
}

/** A sentence on what is beside the state dict, or in it and no tensor with a name. */
function leftOut(where: string, entries: Entries, taken: string | undefined): string[] {
  const names = [...entries].flatMap(([key, value]) => {
    const isPart = taken === undefined ? typeof key === "string" && isTensor(value) : key === taken;
    return isPart ? [] : [shown(key)];
  });
  if (names.length === 0) return [];
  const what = taken === undefined ? "no tensors with a name" : `beside ${quoteName(taken)}`;
  return [`${names.length} values in ${where} are ${what}, and are left out: ${quoteNames(names)}`];
}

function shown(key: TorchValue): string {
  return typeof key === "string" ? key : `(a ${kindOf(key)})`;
}

function malformed(path: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `${why}. Save the state dict of the model alone, a dict of tensors by name`,
  );
}
