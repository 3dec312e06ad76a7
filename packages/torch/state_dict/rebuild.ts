/**
 * How torch says a tensor in a pickle: the functions `_rebuild_…` of torch 2.13 (`torch/_utils.py`, `torch/_tensor.py`).
 *
 * @module
 */
import { quoteNames } from "@tensorferry/core";
import { type CallSite, isKind, kindOf } from "../pickle/pickled.ts";
import { sizeOf, sizesOf } from "./sizes.ts";
import type { StridedTensor, TorchValue, UnreadableTensor } from "./torch_object.ts";

/** Reads the arguments of one function. */
export type Rebuild = (args: readonly TorchValue[], site: CallSite) => TorchValue;

/** The same for a function that takes so many arguments. */
function taking(least: number, most: number, rebuild: Rebuild): Rebuild {
  return (args, site) => {
    if (args.length < least || args.length > most) {
      site.refuse(`takes ${least} to ${most} arguments, and is given ${args.length}`);
    }
    return rebuild(args, site);
  };
}

/** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None)`. */
function rebuildTensorV2(args: readonly TorchValue[], site: CallSite): TorchValue {
  return changedOnReading(args[6], site) ?? rebuildTensor(args, site);
}

/** `_rebuild_tensor_v3(…, backward_hooks, dtype, metadata=None)`: the storage is of bytes, and the tensor has its own dtype. */
function rebuildTensorV3(args: readonly TorchValue[], site: CallSite): TorchValue {
  const dtype = args[6];
  if (!isOf(dtype, "dtype")) site.refuse("is given no dtype");
  return changedOnReading(args[7], site) ?? { ...rebuildTensor(args, site), of: dtype };
}

/** `_rebuild_parameter(data, requires_grad, backward_hooks)`, and the same with a state. */
function rebuildParameter([data]: readonly TorchValue[], site: CallSite): TorchValue {
  if (isOf(data, "tensor") || isOf(data, "unreadable tensor")) return data;
  site.refuse(`is given ${data === undefined ? "nothing" : `a ${kindOf(data)}`} as its tensor`);
}

/** `_rebuild_from_type_v2(func, new_type, args, state)`: a tensor with attributes, or of a subclass. */
function rebuildFromType([func, , args]: readonly TorchValue[], site: CallSite): TorchValue {
  if (func === undefined || !isKind(func, "callable") || !PLAIN.has(func.name)) {
    site.refuse(
      `is to call ${func === undefined ? "nothing" : kindOf(func)}, which makes no tensor`,
    );
  }
  if (args === undefined || !isKind(args, "tuple")) site.refuse("is given no arguments to pass on");
  return func.call(args.items, site);
}

/** `_rebuild_tensor(storage, storage_offset, size, stride)`, of torch before 0.4. */
function rebuildTensor(args: readonly TorchValue[], site: CallSite): StridedTensor {
  const [storage, offset, size, stride] = args;
  if (!isOf(storage, "storage")) {
    site.refuse(`is given ${storage === undefined ? "nothing" : `a ${kindOf(storage)}`}`);
  }
  const shape = sizesOf(size, "sizes", site);
  const strides = sizesOf(stride, "strides", site);
  if (shape.length !== strides.length) {
    site.refuse(`is given ${shape.length} sizes and ${strides.length} strides`);
  }
  return {
    kind: "tensor",
    of: storage.of,
    storage,
    offset: sizeOf(offset, "an offset", site),
    shape,
    strides,
  };
}

/** A tensor whose conjugate or negation is left to whoever reads it, which the metadata says (`_get_tensor_metadata`). */
function changedOnReading(
  metadata: TorchValue | undefined,
  site: CallSite,
): UnreadableTensor | undefined {
  if (metadata === undefined || !isKind(metadata, "dict")) return undefined;
  const { items } = metadata;
  site.copies(items.length / 2);
  const set = items.filter((_, i) => i % 2 === 0 && items[i + 1] !== false);
  if (set.length === 0) return undefined;
  const what = `to be changed when it is read (${quoteNames(set.map(text))})`;
  site.copies(what.length);
  return { kind: "unreadable tensor", what };
}

function text(value: TorchValue): string {
  return typeof value === "string" ? value : kindOf(value);
}

function unreadable(what: string): Rebuild {
  return () => ({ kind: "unreadable tensor", what });
}

const UTILS = "torch._utils.";

/** The functions that `_rebuild_from_type_v2` may be given. It is none of them, so calls nest no deeper than one. */
const PLAIN: ReadonlyMap<string, Rebuild> = new Map([
  [`${UTILS}_rebuild_tensor`, taking(4, 4, rebuildTensor)],
  [`${UTILS}_rebuild_tensor_v2`, taking(6, 7, rebuildTensorV2)],
  [`${UTILS}_rebuild_tensor_v3`, taking(7, 8, rebuildTensorV3)],
  [`${UTILS}_rebuild_parameter`, taking(3, 3, rebuildParameter)],
  [`${UTILS}_rebuild_parameter_with_state`, taking(4, 4, rebuildParameter)],
  [`${UTILS}_rebuild_sparse_tensor`, unreadable("sparse")],
  [`${UTILS}_rebuild_qtensor`, unreadable("quantised by torch")],
  [`${UTILS}_rebuild_nested_tensor`, unreadable("nested")],
  [`${UTILS}_rebuild_meta_tensor_no_storage`, unreadable("a meta tensor, which has no data")],
  [`${UTILS}_rebuild_wrapper_subclass`, unreadable("of a subclass without data of its own")],
  [`${UTILS}_rebuild_device_tensor_from_numpy`, unreadable("kept as a numpy array")],
  [`${UTILS}_rebuild_device_tensor_from_cpu_tensor`, unreadable("a copy of another device's")],
]);

/** Every function that makes a tensor, by its full name. */
export const REBUILD: ReadonlyMap<string, Rebuild> = new Map([
  ...PLAIN,
  ["torch._tensor._rebuild_from_type_v2", taking(4, 4, rebuildFromType)],
  // Its module until torch 1.8 (pytorch#51633).
  ["torch.tensor._rebuild_from_type_v2", taking(4, 4, rebuildFromType)],
  // `Parameter(data, requires_grad)`.
  ["torch.nn.parameter.Parameter", taking(1, 2, rebuildParameter)],
]);

/** Whether a value is an object of torch's of this kind. */
export function isOf<K extends string>(
  value: TorchValue | undefined,
  kind: K,
): value is Extract<TorchValue, { readonly kind: K }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}
