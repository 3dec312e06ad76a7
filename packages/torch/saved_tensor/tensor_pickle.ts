/**
 * The pickle that `torch.save` makes of a tensor (`_reduce_ex_internal` in `torch/_tensor.py` and `_save` in
 * `torch/serialization.py`, torch 2.13), to the byte.
 *
 * @module
 */
import { bytesOf, type DType, elementsOf, type Shape } from "@tensorferry/core";
import { OP, type PickleWriter, pickleWriter } from "../pickle/pickle_writer.ts";
import { STORAGE_TYPES } from "../state_dict/torch_dtype.ts";

/** The key of the storage that holds its elements: the only one. */
export const STORAGE_KEY = "0";

/** The classes of storages by the dtype of their elements. The untyped one comes last of those of uint8, and is never the class. */
const CLASSES: ReadonlyMap<DType, string> = new Map(
  [...STORAGE_TYPES].toReversed().flatMap(([name, { of }]) =>
    of.dtype === undefined ? [] : [[of.dtype, name]]
  ),
);

/** A tensor in C order, alone in its storage. Dtypes that have no class of storages are views of bytes. */
export function tensorPickle(dtype: DType, shape: Shape): Uint8Array<ArrayBuffer> {
  const storage = CLASSES.get(dtype);
  const pickle = pickleWriter();
  pickle.global(
    "torch._utils",
    storage === undefined ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2",
  );
  pickle.op(OP.mark);
  pickle.op(OP.mark);
  pickle.text("storage");
  if (storage === undefined) pickle.global("torch.storage", "UntypedStorage");
  else pickle.global("torch", storage);
  pickle.text(STORAGE_KEY);
  pickle.text("cpu");
  pickle.int(storage === undefined ? bytesOf(dtype, shape) : elementsOf(shape));
  pickle.op(OP.tuple);
  pickle.memoize();
  pickle.op(OP.persistentId);
  const offset = 0;
  pickle.int(offset);
  memoizedSizes(pickle, shape);
  memoizedSizes(pickle, stridesOf(shape));
  const requiresGrad = OP.newFalse;
  pickle.op(requiresGrad);
  pickle.global("collections", "OrderedDict");
  pickle.op(OP.emptyTuple + OP.reduce);
  pickle.memoize();
  if (storage === undefined) pickle.global("torch", dtype);
  pickle.op(OP.tuple);
  pickle.memoize();
  pickle.op(OP.reduce);
  pickle.memoize();
  return pickle.end();
}

function memoizedSizes(pickle: PickleWriter, sizes: readonly number[]): void {
  pickle.sizes(sizes);
  if (sizes.length > 0) pickle.memoize();
}

/** Those of a tensor in C order; to torch, a dimension of size 0 counts as one of size 1 here. */
function stridesOf(shape: Shape): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape.toReversed()) {
    strides.unshift(stride);
    stride *= Math.max(size, 1);
  }
  return strides;
}
