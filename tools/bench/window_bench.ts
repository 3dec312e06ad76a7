/**
 * The inner loop alone: the bytes of a lazy tensor, window by window, out of sources in memory. `deno bench` runs it; each
 * iteration makes 32 MiB (casts: of the larger side), so that 1 ms is 33.6 GB/s.
 *
 * @module
 */
import {
  add,
  bytesOf,
  type ByteSource,
  cast,
  concat,
  type DType,
  elementsOf,
  type LazyTensor,
  leaf,
  openTensor,
  permute,
  reshape,
  scratchNeeded,
  stack,
} from "@tensorferry/core";

/** As a shard is written: what stays in the processor's own cache. */
const WINDOW_BYTES = 2 ** 18;
const SOURCE_BYTES = 2 ** 25;

/** Every 16 bits are, or begin, a number like a weight: from 2^-7 to 2 as bfloat16 and float32, from 1 to 2 as float16. */
const halves = new Uint16Array(SOURCE_BYTES / 2);
for (let at = 0; at < halves.length; at += 2 ** 15) {
  crypto.getRandomValues(halves.subarray(at, at + 2 ** 15));
}
halves.forEach((bits, i) => halves[i] = bits & 0x83ff | 0x3c00);
const bytes = new Uint8Array(halves.buffer);

const source: ByteSource = {
  name: "random numbers",
  byteLength: SOURCE_BYTES,
  read: (position, into) => into.set(bytes.subarray(position, position + into.length)),
};

/** A tensor of the source, from its first byte on unless told. */
function of(dtype: DType, shape: readonly number[], position = 0): LazyTensor {
  return leaf({ source: 0, position, dtype, shape });
}

const [EXPERTS, INNER, HIDDEN] = [8, 512, 2048] as const;

/** The matrices of gate and up of each expert lie apart, as in the files of the Hub. */
function fused(): LazyTensor {
  const matrix = bytesOf("bfloat16", [INNER, HIDDEN]);
  const expert = (i: number) =>
    concat(0, [
      of("bfloat16", [INNER, HIDDEN], i * matrix),
      of("bfloat16", [INNER, HIDDEN], (EXPERTS + i) * matrix),
    ]);
  return stack(0, Array.from({ length: EXPERTS }, (_, i) => expert(i)));
}

/** The rows of 32 heads of 128, halves to pairs, as Llama's rotary embeddings go from transformers to torchtitan. */
function rotated(): LazyTensor {
  const paired = reshape(of("bfloat16", [4096, 4096]), [32, 2, 64, 4096]);
  return reshape(permute(paired, [0, 2, 1, 3]), [4096, 4096]);
}

const TENSORS: Readonly<Record<string, LazyTensor>> = {
  "copy": of("bfloat16", [EXPERTS, 2 * INNER, HIDDEN]),
  "fuse experts": fused(),
  "permute rows": rotated(),
  "transpose experts": permute(of("bfloat16", [EXPERTS, 2 * INNER, HIDDEN]), [0, 2, 1]),
  "transpose one matrix": permute(of("bfloat16", [4096, 4096]), [1, 0]),
  "bfloat16 to float32": cast(of("bfloat16", [2048, 4096]), "float32"),
  "float32 to bfloat16": cast(of("float32", [2048, 4096]), "bfloat16"),
  "float16 to bfloat16": cast(of("float16", [4096, 4096]), "bfloat16"),
  "bfloat16 to float16": cast(of("bfloat16", [4096, 4096]), "float16"),
  "bfloat16 plus one": add(of("bfloat16", [4096, 4096]), 1),
};

for (const [name, tensor] of Object.entries(TENSORS)) {
  const scratch = { bytes: new Uint8Array(scratchNeeded(tensor).efficient) };
  const window = new Uint8Array(WINDOW_BYTES);
  Deno.bench({
    name: `${name}, ${elementsOf(tensor.shape) / 2 ** 20} Mi elements`,
    baseline: name === "copy",
    group: "window filling",
    async fn() {
      const { byteLength, read } = openTensor(tensor, [source], scratch);
      for (let position = 0; position < byteLength; position += WINDOW_BYTES) {
        const length = Math.min(WINDOW_BYTES, byteLength - position);
        const reading = read(position, window.subarray(0, length));
        if (reading !== undefined) await reading;
      }
    },
  });
}
