/**
 * The names that a state dict may use: those that `torch.load(weights_only=True)` of torch 2.13 allows by itself, as far as they
 * occur in checkpoints (`_get_allowed_globals` in `torch/_weights_only_unpickler.py`).
 *
 * @module
 */
import type { Dialect } from "../pickle/dialect.ts";
import { type Callable, type CallSite, isKind } from "../pickle/pickled.ts";
import { isOf, REBUILD, type Rebuild } from "./rebuild.ts";
import { sizeOf, sizesOf } from "./sizes.ts";
import { STORAGE_TYPES, TORCH_DTYPES } from "./torch_dtype.ts";
import type { Storage, TorchObject, TorchValue } from "./torch_object.ts";

/** Modules in which torch has had classes of storages; what a class of a device holds lies in the file all the same. */
const STORAGE_MODULES = ["torch", "torch.cuda", "torch.storage"];

/** Names whose values say nothing about tensors. */
const OPAQUE = [
  "torch.device",
  "torch.Tensor",
  "torch.serialization._get_layout",
  "torch.per_tensor_affine",
  "torch.per_tensor_symmetric",
  "torch.per_channel_affine",
  "torch.per_channel_symmetric",
  "torch.per_channel_affine_float_qparams",
  "_codecs.encode",
  "builtins.bytearray",
  "builtins.set",
  "builtins.complex",
];

function size([items]: readonly TorchValue[], site: CallSite): TorchValue {
  if (items !== undefined) sizesOf(items, "sizes", site);
  return items ?? { kind: "tuple", items: [] };
}

/** `OrderedDict()`, and `OrderedDict([[key, value], …])` as Python 2 wrote it. */
function dict([items]: readonly TorchValue[], site: CallSite): TorchValue {
  const made: TorchValue[] = [];
  if (items === undefined) return { kind: "dict", items: made };
  if (!isKind(items, "list") && !isKind(items, "tuple")) site.refuse("is not given a list");
  site.copies(items.items.length);
  for (const item of items.items) {
    if (!isKind(item, "list") && !isKind(item, "tuple") || item.items.length !== 2) {
      site.refuse("is given an item that is no pair");
    }
    made.push(item.items[0]!, item.items[1]!);
  }
  return { kind: "dict", items: made };
}

function named(entries: Iterable<[string, Rebuild]>): [string, Callable<TorchObject>][] {
  return [...entries].map(([name, call]) => [name, { kind: "callable", name, call }]);
}

/** The names of a state dict. */
const STATE_DICT_GLOBALS: ReadonlyMap<string, TorchValue> = new Map<string, TorchValue>([
  ...named(REBUILD),
  ...named([
    ["torch.Size", size],
    ["collections.OrderedDict", dict],
    ["collections.Counter", () => ({ kind: "opaque", name: "collections.Counter" })],
  ]),
  ...named(OPAQUE.map((name) => [name, () => ({ kind: "opaque", name })])),
  ...[...TORCH_DTYPES].map(([name, dtype]): [string, TorchValue] => [`torch.${name}`, dtype]),
  ...STORAGE_MODULES.flatMap((module) =>
    [...STORAGE_TYPES].map(([name, type]): [string, TorchValue] => [`${module}.${name}`, type])
  ),
]);

/**
 * The dialect of a state dict.
 *
 * @param found Is told of every storage that the pickle speaks of.
 */
export function stateDictDialect(
  found: (storage: Storage, site: CallSite) => void = () => {},
): Dialect<TorchObject> {
  return {
    globals: STATE_DICT_GLOBALS,
    persistent: (id, site) => {
      const storage = storageOf(id, site);
      found(storage, site);
      return storage;
    },
    build: (object, _state, site) => {
      // Attributes of a tensor subclass; of a storage or dtype they would be a forgery.
      if (object.kind !== "tensor" && object.kind !== "opaque") site.refuse("takes no state");
    },
  };
}

/** `("storage", type, key, location, elements)`, and in the stream format a part of it: nothing, or `(key, offset, elements)`. */
function storageOf(id: TorchValue, site: CallSite): Storage {
  if (!isKind(id, "tuple") || id.items[0] !== "storage") site.refuse("is not that of a storage");
  const [, type, key, , elements, part] = id.items;
  if (!isOf(type, "storage type")) site.refuse("has no class of storages");
  if (typeof key !== "string" && typeof key !== "number") site.refuse("has no key");
  const isPart = part !== undefined && part !== null;
  if (isPart && !isKind(part, "tuple")) site.refuse("has a part that is no tuple");
  return {
    kind: "storage",
    key: `${key}`,
    of: type.of,
    elements: sizeOf(elements, "elements", site),
    offset: isPart ? sizeOf(part.items[1], "an offset", site) : 0,
  };
}
