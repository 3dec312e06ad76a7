/**
 * From a view of a storage to a lazy tensor.
 *
 * @module
 */
import {
  elementsOf,
  type Leaf,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
} from "@tensorferry/core";
import { UnreadableTensorError } from "../unreadable_tensor_error.ts";
import type { StridedTensor, UnreadableTensor } from "./torch_object.ts";

/** Where the bytes of a storage lie. */
export interface StoragePlace {
  /** Index of the source, as leaves count them. */
  readonly source: number;
  /** Position of the first byte. */
  readonly position: number;
  readonly byteLength: number;
  /** Whether elements lie with their highest byte first. */
  readonly bigEndian: boolean;
}

/**
 * The lazy tensor of a view: with strides where it is not in C order, and at the same bytes as others that share its storage.
 *
 * @throws UnreadableTensorError when it cannot be said as one.
 * @throws MalformedCheckpointError when it reaches beyond its storage.
 */
export function leafOf(
  path: string,
  name: string,
  tensor: StridedTensor,
  place: StoragePlace,
): Leaf {
  const { of, shape, strides } = tensor;
  if (of.dtype === undefined) throw new UnreadableTensorError(path, name, `of dtype ${of.name}`);
  if (place.bigEndian && of.bytes > 1) {
    throw new UnreadableTensorError(path, name, `big-endian, and ${of.name} of more than a byte`);
  }
  const offset = tensor.storage.offset * tensor.storage.of.bytes + tensor.offset * of.bytes;
  const reach = offset + spanOf(tensor) * of.bytes;
  // Also what is too large to be exact is far beyond any storage.
  if (!(reach <= place.byteLength)) {
    throw new MalformedCheckpointError(
      printable(path),
      `tensor ${
        quoteName(name)
      } of shape [${shape}] and strides [${strides}] reaches byte ${reach} of its ` +
        `storage, which has ${place.byteLength}. The file is incomplete or has been altered; fetch it again`,
    );
  }
  if (!Number.isSafeInteger(elementsOf(shape))) {
    // A view can count one element any number of times.
    throw new UnreadableTensorError(path, name, `of shape [${shape}], which is not below 2^53`);
  }
  const { source } = place;
  const at = { source, position: place.position + offset, dtype: of.dtype, shape };
  return leaf(isContiguous(tensor) ? at : { ...at, strides });
}

/** Elements from the first to past the last that is part of the view. */
function spanOf({ shape, strides }: StridedTensor): number {
  if (elementsOf(shape) === 0) return 0;
  return shape.reduce((span, size, d) => span + (size - 1) * strides[d]!, 1);
}

/** As torch sees it: strides along dimensions of size 1 are never followed. */
function isContiguous({ shape, strides }: StridedTensor): boolean {
  if (elementsOf(shape) === 0) return true;
  let expected = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== expected) return false;
    expected *= shape[d]!;
  }
  return true;
}

/** Refuses what is no view of a storage. */
export function refuseUnreadable(path: string, name: string, { what }: UnreadableTensor): never {
  throw new UnreadableTensorError(path, name, what);
}
