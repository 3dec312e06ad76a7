/**
 * Two sources of bytes read side by side.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { InvalidTensorError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { openTensor } from "../tensor/open_tensor.ts";
import { readFor } from "./with_tensor.ts";

/** A tensor, and the sources that its leaves count. */
export interface Located {
  /** What to call it in an error. */
  readonly name: string;
  readonly tensor: LazyTensor;
  readonly sources: readonly ByteSource[];
}

/** The same range of both, and whether it holds the same bytes. */
export interface Step {
  /** Byte position in both tensors. */
  readonly position: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly same: boolean;
}

/** Reads two tensors of one size side by side, each pair of pieces overwritten by the next. */
export type InStep = (a: Located, b: Located) => AsyncGenerator<Step, void>;

/** Reads any number of pairs through output and scratch of one side, and output and scratch of the other. */
export function openInStep(buffers: readonly Uint8Array[]): InStep {
  const sides = [0, 2].map((i) => ({ buffer: buffers[i]!, tiles: { bytes: buffers[i + 1]! } }));
  const output = sides[0]!.buffer.length;
  return async function* (...pair) {
    const [one, two] = sides.map(({ tiles }, i) =>
      openTensor(pair[i]!.tensor, pair[i]!.sources, tiles)
    );
    const { byteLength } = one!;
    if (two!.byteLength !== byteLength) {
      throw new InvalidTensorError(
        `Cannot read ${byteLength} and ${two!.byteLength} bytes in step`,
      );
    }
    for (let position = 0; position < byteLength; position += output) {
      const length = Math.min(output, byteLength - position);
      const [a, b] = sides.map(({ buffer }) => buffer.subarray(0, length));
      await readFor(pair[0].name, one!, position, a!);
      await readFor(pair[1].name, two!, position, b!);
      yield { position, a: a!, b: b!, same: Buffer.compare(a!, b!) === 0 };
    }
  };
}
