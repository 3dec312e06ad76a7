/**
 * Pickles for tests: of plain data, and of whatever a hostile file may say.
 *
 * @module
 */

/** `args` given to the class or function `module.name`, and then its state. */
export interface Made {
  readonly module: string;
  readonly name: string;
  /** Nothing where the name itself is meant. */
  readonly args?: readonly Picklable[];
  readonly state?: Picklable;
}

/** What can be pickled: an array is a list, a map a dict, and numbers are integers. */
export type Picklable =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Picklable[]
  | ReadonlyMap<Picklable, Picklable>
  | { readonly tuple: readonly Picklable[] }
  | { readonly float: number }
  | { readonly persistent: Picklable }
  | Made;

/** A tuple. */
export function tuple(...items: Picklable[]): { readonly tuple: readonly Picklable[] } {
  return { tuple: items };
}

/** A dict with these keys. */
export function dict(entries: Readonly<Record<string, Picklable>>): Map<Picklable, Picklable> {
  return new Map(Object.entries(entries));
}

/** The bytes of instructions that are given as text of one character per byte, as bytes, or as numbers. */
export function bytesOfParts(...parts: (string | number | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => {
    if (typeof part === "string") return Array.from(part, (char) => char.charCodeAt(0));
    return typeof part === "number" ? [part] : [...part];
  }));
}

/** A pickle of `value`, in protocol 2 as `torch.save` writes it, or 4 as Python writes a `.metadata`. */
export function pickle(value: Picklable, protocol: 2 | 4 = 2): Uint8Array<ArrayBuffer> {
  return bytesOfParts(0x80, protocol, written(value, protocol), ".");
}

function written(value: Picklable, protocol: 2 | 4): Uint8Array {
  const write = (inner: Picklable) => written(inner, protocol);
  if (value === null) return bytesOfParts("N");
  if (value === true) return bytesOfParts(0x88);
  if (value === false) return bytesOfParts(0x89);
  if (typeof value === "number" || typeof value === "bigint") return integer(BigInt(value));
  if (typeof value === "string") return text(value, protocol);
  if (value instanceof Uint8Array) return bytesOfParts("B", uint(value.length, 4), value);
  if (Array.isArray(value)) return bytesOfParts("](", ...value.map(write), "e");
  if (value instanceof Map) {
    return bytesOfParts("}(", ...[...value].flatMap(([k, v]) => [write(k), write(v)]), "u");
  }
  if ("tuple" in value) return bytesOfParts("(", ...value.tuple.map(write), "t");
  if ("float" in value) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value.float);
    return bytesOfParts("G", bytes);
  }
  if ("persistent" in value) return bytesOfParts(write(value.persistent), "Q");
  return made(value as Made, protocol);
}

function made({ module, name, args, state }: Made, protocol: 2 | 4): Uint8Array {
  const global = protocol === 2
    ? bytesOfParts("c", new TextEncoder().encode(`${module}\n${name}\n`))
    : bytesOfParts(text(module, protocol), text(name, protocol), 0x93);
  if (args === undefined) return global;
  const called = bytesOfParts(global, written({ tuple: args }, protocol), "R");
  return state === undefined ? called : bytesOfParts(called, written(state, protocol), "b");
}

function text(value: string, protocol: 2 | 4): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  if (protocol === 4 && bytes.length < 256) return bytesOfParts(0x8c, bytes.length, bytes);
  return bytesOfParts("X", uint(bytes.length, 4), bytes);
}

function integer(value: bigint): Uint8Array {
  if (value >= 0n && value < 256n) return bytesOfParts("K", Number(value));
  if (value >= 0n && value < 65536n) return bytesOfParts("M", uint(Number(value), 2));
  if (BigInt.asIntN(32, value) === value) {
    return bytesOfParts("J", uint(Number(BigInt.asUintN(32, value)), 4));
  }
  let bytes = 1;
  while (BigInt.asIntN(8 * bytes, value) !== value) bytes++;
  const digits = Uint8Array.from(
    { length: bytes },
    (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))),
  );
  return bytesOfParts(0x8a, bytes, digits);
}

/** An unsigned integer in so many bytes, little-endian. */
export function uint(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}
