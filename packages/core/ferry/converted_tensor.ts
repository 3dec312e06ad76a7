/**
 * A tensor of a conversion, to be read as bytes.
 *
 * @module
 */
import { bytesOf, type DType } from "../dtype.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { PartOf, TensorPart } from "../io/container.ts";
import type { Shape } from "../tensor/lazy_tensor.ts";

/** A tensor in the target layout: its bytes in C order, little-endian, made when they are read. */
export interface ConvertedTensor extends ByteSource {
  readonly dtype: DType;
  /** Sizes per dimension, in elements. */
  readonly shape: Shape;
  /** Present where the plan cuts the tensor, and this is a part of it; the other parts come under the same name. */
  readonly part?: PartOf;
  /** The bytes piece by piece. A piece is overwritten by the next one: copy it to keep it. */
  chunks(): AsyncGenerator<Uint8Array, void>;
  /** The bytes as a stream whose pieces may be kept. */
  stream(): ReadableStream<Uint8Array>;
  /** All bytes at once, for tensors known to fit in memory. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Dresses up a source of bytes as a tensor. `buffer` is where {@link ConvertedTensor.chunks} puts each piece. */
export function convertedTensor(
  source: ByteSource,
  { dtype, shape, part }: TensorPart,
  buffer: Uint8Array,
): ConvertedTensor {
  const byteLength = bytesOf(dtype, shape);
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for (let position = 0; position < byteLength; position += buffer.length) {
      const chunk = buffer.subarray(0, Math.min(buffer.length, byteLength - position));
      await source.read(position, chunk);
      yield chunk;
    }
  }
  return {
    name: source.name,
    dtype,
    shape,
    ...(part !== undefined && { part }),
    byteLength,
    read: source.read,
    chunks,
    stream() {
      const pieces = chunks();
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value, done } = await pieces.next();
          if (done) controller.close();
          else controller.enqueue(value.slice());
        },
        async cancel() {
          await pieces.return();
        },
      }, { highWaterMark: 0 });
    },
    async bytes() {
      const bytes = new Uint8Array(byteLength);
      await source.read(0, bytes);
      return bytes;
    },
  };
}
