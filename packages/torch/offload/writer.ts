/**
 * How tensors become an offload folder (`accelerate/utils/offload.py` of accelerate 1.15).
 *
 * @module
 */
import {
  bitsOf,
  bytesOf,
  type ContainerWriter,
  OptionError,
  type TensorSpec,
} from "@tensorferry/core";
import { pythonString } from "@tensorferry/safetensors";
import { isPlainPath } from "../folder/plain_path.ts";
import { UnwritableTensorError } from "../unwritable_tensor_error.ts";
import { DATA_SUFFIX, INDEX_FILE } from "./offload_index.ts";
import { INDEX_LIMITS } from "./read_index.ts";

/** Bytes of a file name, at the most, on the file systems of Linux, macOS and Windows. */
const MAX_NAME_BYTES = 255;

/**
 * Writes a file for each tensor, with its elements in C order and nothing else, and the index.
 *
 * bfloat16 and the float8 are integers of the same width to numpy, which accelerate writes with; the index has their own names.
 */
export const offloadWriter: ContainerWriter = {
  bySize: false,
  deal(sets) {
    const tensors = sets.flat();
    const shards = tensors.map((tensor) => ({ file: fileOf(tensor), tensors: [tensor] }));
    checkIndex(tensors);
    return shards;
  },
  outline(tensors) {
    const [tensor] = tensors;
    const byteLength = tensor === undefined ? 0 : bytesOf(tensor.dtype, tensor.shape);
    const starts = new Map(tensors.map(({ name }) => [name, 0]));
    // An empty file cannot be mapped into memory, so numpy gives an empty array a byte (`numpy/_core/memmap.py` of 2.4).
    if (byteLength > 0) return { byteLength, fixed: [], tensors: starts };
    return { byteLength: 1, fixed: [{ position: 0, bytes: new Uint8Array(1) }], tensors: starts };
  },
  index(shards) {
    const tensors = shards.flatMap(({ tensors }) => tensors);
    return { file: INDEX_FILE, bytes: new TextEncoder().encode(indexText(tensors)) };
  },
};

function fileOf({ name, dtype }: TensorSpec): string {
  if (bitsOf(dtype) < 8) {
    throw new UnwritableTensorError(
      name,
      `numpy has no dtype like ${dtype}. Leave it out with --exclude`,
    );
  }
  const file = name + DATA_SUFFIX;
  const fits = isPlainPath(file) && !file.includes("/") && name.isWellFormed() &&
    new TextEncoder().encode(file).length <= MAX_NAME_BYTES;
  if (fits) return file;
  throw new UnwritableTensorError(
    name,
    `its file would be called so, and no file can be. Leave it out with --exclude, or write another container`,
  );
}

/** Makes sure that the index can be read. It is ASCII, so it has as many bytes as characters. */
function checkIndex(tensors: readonly TensorSpec[]): void {
  const { length } = indexText(tensors);
  if (length <= INDEX_LIMITS.bytes) return;
  throw new OptionError(
    `Cannot write ${tensors.length} tensors as an offload folder: its ${INDEX_FILE} would have ${length} bytes, ` +
      `and at most ${INDEX_LIMITS.bytes} are read. Leave tensors out with --exclude, or write another container`,
  );
}

/** As `json.dump(index, file, indent=2)` writes it. */
function indexText(tensors: readonly TensorSpec[]): string {
  const entries = tensors.map(({ name, dtype, shape }) => {
    const sizes = shape.map((size) => `\n      ${size}`).join(",");
    return `\n  ${pythonString(name)}: {\n    "dtype": "${dtype}",\n    "shape": [${sizes}${
      shape.length > 0 ? "\n    " : ""
    }]\n  }`;
  });
  return `{${entries.join(",")}${entries.length > 0 ? "\n" : ""}}`;
}
