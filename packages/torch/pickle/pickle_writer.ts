/**
 * Pickles, written instruction by instruction in protocol 2, which `torch.save` writes and every Python 3 reads.
 *
 * @module
 */

/** A pickle being written. Instructions go by the names that `pickletools` gives them. */
export interface PickleWriter {
  /** Instructions without an argument, as text of one character each. */
  op(codes: string): void;
  int(value: number): void;
  /** A text: in full the first time, and after that by its number. */
  text(value: string): void;
  /** A class or function, likewise. */
  global(module: string, name: string): void;
  /** Numbers what lies on top of the stack, as Python numbers everything that could come again. */
  memoize(): void;
  /** A tuple of integers. */
  sizes(values: readonly number[]): void;
  /** All that was written, ended. */
  end(): Uint8Array<ArrayBuffer>;
}

/** The codes of instructions that take no argument, named as in `pickletools`. */
export const OP = {
  mark: "(",
  tuple: "t",
  tuple1: "\x85",
  emptyTuple: ")",
  emptyDict: "}",
  emptyList: "]",
  appends: "e",
  setItems: "u",
  none: "N",
  newFalse: "\x89",
  newObject: "\x81",
  reduce: "R",
  build: "b",
  persistentId: "Q",
} as const;

const PROTOCOL = 2;
const [TUPLE2, TUPLE3] = ["\x86", "\x87"];
const FIRST_BYTES = 512;
const UTF8 = new TextEncoder();

/** Begins a pickle. */
export function pickleWriter(): PickleWriter {
  let bytes = new Uint8Array(FIRST_BYTES);
  let view = new DataView(bytes.buffer);
  let length = 0;
  let memoized = 0;
  const texts = new Map<string, number>();
  const globals = new Map<string, number>();

  function room(more: number): number {
    if (length + more > bytes.length) {
      const larger = new Uint8Array(Math.max(2 * bytes.length, length + more));
      larger.set(bytes);
      bytes = larger;
      view = new DataView(bytes.buffer);
    }
    length += more;
    return length - more;
  }

  function op(codes: string): void {
    const at = room(codes.length);
    for (let i = 0; i < codes.length; i++) bytes[at + i] = codes.charCodeAt(i);
  }

  /** An integer without a sign of so many bytes, little-endian. */
  function uint(size: 1 | 2 | 4, value: number): void {
    const at = room(size);
    if (size === 1) bytes[at] = value;
    else if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }

  /** An instruction that names a place of the memo, of which there is one for small numbers. */
  function memo(shortCode: string, longCode: string, number: number): void {
    op(number < 0x100 ? shortCode : longCode);
    uint(number < 0x100 ? 1 : 4, number);
  }

  function memoize(): void {
    memo("q", "r", memoized++);
  }

  /** Whether `key` is there already, and then takes it; otherwise the caller writes it, to be memoized under this key. */
  function isTaken(known: Map<string, number>, key: string): boolean {
    const number = known.get(key);
    if (number === undefined) {
      known.set(key, memoized);
      return false;
    }
    memo("h", "j", number);
    return true;
  }

  function int(value: number): void {
    if (value >= 0 && value < 0x100) {
      op("K");
      uint(1, value);
    } else if (value >= 0 && value < 0x10000) {
      op("M");
      uint(2, value);
    } else if (value === (value | 0)) {
      op("J");
      uint(4, value >>> 0);
    } else long(BigInt(value));
  }

  /** Two's complement, in as few bytes as hold the sign. */
  function long(value: bigint): void {
    let size = 5;
    while (BigInt.asIntN(8 * size, value) !== value) size++;
    op("\x8a");
    uint(1, size);
    for (let i = 0; i < size; i++) uint(1, Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
  }

  op("\x80");
  uint(1, PROTOCOL);
  return {
    op,
    int,
    memoize,
    text(value) {
      if (isTaken(texts, value)) return;
      const encoded = UTF8.encode(value);
      op("X");
      uint(4, encoded.length);
      const at = room(encoded.length);
      bytes.set(encoded, at);
      memoize();
    },
    global(module, name) {
      const line = `c${module}\n${name}\n`;
      if (isTaken(globals, line)) return;
      op(line);
      memoize();
    },
    sizes(values) {
      if (values.length === 0) return op(OP.emptyTuple);
      if (values.length > 3) op(OP.mark);
      for (const value of values) int(value);
      op([OP.tuple1, TUPLE2, TUPLE3][values.length - 1] ?? OP.tuple);
    },
    end() {
      op(".");
      return bytes.slice(0, length);
    },
  };
}
