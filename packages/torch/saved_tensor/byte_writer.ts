/** Bytes written one after another. */
export interface ByteWriter {
  /** Integers without a sign, little-endian. */
  uint16(...values: readonly number[]): void;
  uint32(...values: readonly number[]): void;
  uint64(...values: readonly number[]): void;
  put(bytes: Uint8Array): void;
  /** The same byte, so often. */
  fill(byte: number, count: number): void;
  /** All of them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Writes `byteLength` bytes, neither more nor less. */
export function byteWriter(byteLength: number): ByteWriter {
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const each = (size: number, values: readonly number[], set: (value: number) => void) => {
    for (const value of values) {
      set(value);
      at += size;
    }
  };
  return {
    bytes,
    uint16: (...values) => each(2, values, (value) => view.setUint16(at, value, true)),
    uint32: (...values) => each(4, values, (value) => view.setUint32(at, value, true)),
    uint64: (...values) => each(8, values, (value) => view.setBigUint64(at, BigInt(value), true)),
    put(more) {
      bytes.set(more, at);
      at += more.length;
    },
    fill(byte, count) {
      bytes.fill(byte, at, at + count);
      at += count;
    },
  };
}
