/**
 * Gives the objects of a `.metadata` their attributes (`torch/distributed/checkpoint/metadata.py` and `filesystem.py`, torch 2.13).
 *
 * @module
 */
import { type CallSite, isKind, kindOf, type PickledDict } from "../../pickle/pickled.ts";
import { sizeOf, sizesOf } from "../../state_dict/sizes.ts";
import type { ChunkDraft, MetadataObject, MetadataValue } from "./object.ts";

/** Attributes of one object: the most are 5. */
const MAX_ATTRIBUTES = 32;

/**
 * Sets the attributes of `object` that say where tensors lie. Those that are not known are passed over.
 *
 * @param shared Answers a list that is shared with other objects for one with the same numbers.
 */
export function buildMetadata(
  object: MetadataObject,
  state: MetadataValue,
  site: CallSite,
  shared: (sizes: readonly number[]) => readonly number[],
): void {
  if (object.kind === "opaque") return;
  if (object.kind === "properties") {
    // A tuple of its five attributes, in this order: dtype, layout, requires_grad, memory_format, pin_memory.
    const dtype = isKind(state, "tuple")
      ? state.items[0]
      : attribute(attributesOf(state, site), "dtype");
    if (!isObject(dtype, "dtype")) site.refuse("has no dtype");
    object.dtype = dtype;
    return;
  }
  const attributes = attributesOf(state, site);
  const of = (name: string) => attribute(attributes, name);
  switch (object.kind) {
    case "metadata":
      object.stateDict = dictOf(of("state_dict_metadata"), site);
      object.storage = dictOf(of("storage_data"), site);
      if (isKind(of("planner_data") ?? null, "dict")) {
        object.planner = dictOf(of("planner_data"), site);
      }
      return;
    case "tensor metadata": {
      const properties = of("properties");
      if (!isObject(properties, "properties")) site.refuse("has no properties");
      object.properties = properties;
      object.shape = shared(sizesOf(of("size"), "its size", site));
      object.chunks = chunksOf(of("chunks"), site);
      return;
    }
    case "chunk":
      object.offsets = shared(sizesOf(of("offsets"), "its offsets", site));
      object.sizes = shared(sizesOf(of("sizes"), "its sizes", site));
      return;
    case "index": {
      object.name = textOf(of("fqn"), "its name", site);
      const offset = of("offset") ?? null;
      if (offset !== null) object.offsets = shared(sizesOf(offset, "its offsets", site));
      return;
    }
    case "place": {
      object.file = textOf(of("relative_path"), "its file", site);
      object.position = sizeOf(of("offset"), "its offset", site);
      object.byteLength = sizeOf(of("length"), "its length", site);
      const transforms = of("transform_descriptors") ?? null;
      if (isKind(transforms, "list") || isKind(transforms, "tuple")) {
        site.copies(transforms.items.length);
        object.transforms = transforms.items.map((item) => textOf(item, "a transform", site));
      }
      return;
    }
    case "bytes metadata":
      return;
    default:
      site.refuse("takes no attributes");
  }
}

/** The attributes that an object is given, each name followed by its value. */
function attributesOf(state: MetadataValue, site: CallSite): readonly MetadataValue[] {
  if (!isKind(state, "dict")) site.refuse(`is given a ${kindOf(state)} as attributes`);
  const { items } = state;
  if (items.length > 2 * MAX_ATTRIBUTES) site.refuse(`is given ${items.length / 2} attributes`);
  return items;
}

/** The last of those of this name. */
function attribute(attributes: readonly MetadataValue[], name: string): MetadataValue | undefined {
  for (let i = attributes.length - 2; i >= 0; i -= 2) {
    if (attributes[i] === name) return attributes[i + 1];
  }
  return undefined;
}

function chunksOf(value: MetadataValue | undefined, site: CallSite): ChunkDraft[] {
  if (value === undefined || !isKind(value, "list")) site.refuse("has no list of chunks");
  site.copies(value.items.length);
  return value.items.map((item) => {
    if (!isObject(item, "chunk")) site.refuse(`has a ${kindOf(item)} as chunk`);
    return item;
  });
}

function dictOf(value: MetadataValue | undefined, site: CallSite): PickledDict<MetadataObject> {
  if (value !== undefined && isKind(value, "dict")) return value;
  site.refuse(`is given ${value === undefined ? "nothing" : `a ${kindOf(value)}`} as a dict`);
}

function textOf(value: MetadataValue | undefined, what: string, site: CallSite): string {
  if (typeof value === "string") return value;
  site.refuse(`is given ${value === undefined ? "nothing" : `a ${kindOf(value)}`} as ${what}`);
}

/** Whether a value is an object of this kind. */
export function isObject<K extends MetadataObject["kind"]>(
  value: MetadataValue | undefined,
  kind: K,
): value is Extract<MetadataObject, { readonly kind: K }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}
