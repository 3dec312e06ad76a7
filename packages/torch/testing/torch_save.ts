/**
 * Files of `torch.save` for tests.
 *
 * @module
 */
import { bytesOfParts, type Made, type Picklable, pickle, tuple, uint } from "./pickler.ts";
import { zipOf, type ZipPart } from "./zip_file.ts";

/** A view of a storage. */
export interface View {
  /** Class of the storage, without `Storage`. */
  readonly type?: string;
  readonly key?: string;
  /** Elements of the storage; those of the view when absent. */
  readonly elements?: number;
  readonly offset?: Picklable;
  readonly shape: readonly Picklable[];
  readonly strides?: readonly Picklable[];
  /** The part of the storage that is meant, in the stream format. */
  readonly part?: Picklable;
  /** What follows the hooks: metadata, or in version 3 a dtype and metadata. */
  readonly rest?: readonly Picklable[];
  /** 2, or 3 for dtypes without a storage of their own. */
  readonly version?: 2 | 3;
  /** Whether the file is a stream, whose ids of storages are longer. */
  readonly stream?: boolean;
}

/** A call of `_rebuild_tensor_v2` or `_rebuild_tensor_v3`. */
export function tensor(view: View): Made {
  const { type = "Float", key = "0", offset = 0, shape, version = 2, rest = [], part } = view;
  const count = shape.reduce<number>((product, size) => product * Number(size), 1);
  const { elements = count, strides = cOrder(shape.map(Number)), stream = false } = view;
  const storage = { module: version === 2 ? "torch" : "torch.storage", name: `${type}Storage` };
  const id = ["storage", storage, key, "cpu", elements];
  return {
    module: "torch._utils",
    name: `_rebuild_tensor_v${version}`,
    args: [
      { persistent: tuple(...id, ...stream ? [part ?? null] : []) },
      offset,
      tuple(...shape),
      tuple(...strides),
      false,
      { module: "collections", name: "OrderedDict", args: [] },
      ...rest,
    ],
  };
}

/** A parameter that holds a tensor. */
export function parameter(data: Picklable): Made {
  const hooks = { module: "collections", name: "OrderedDict", args: [] };
  return { module: "torch._utils", name: "_rebuild_parameter", args: [data, true, hooks] };
}

function cOrder(shape: readonly number[]): number[] {
  return shape.map((_, d) => shape.slice(d + 1).reduce((product, size) => product * size, 1));
}

/** Bytes of storages by key. */
export type Storages = Readonly<Record<string, Uint8Array>>;

/** What an archive says besides. */
export interface ArchiveExtras {
  readonly version?: string;
  readonly byteorder?: string;
  readonly prefix?: string;
  readonly more?: readonly ZipPart[];
}

/** A file in the zip format. */
export function torchArchive(
  root: Picklable | Uint8Array,
  storages: Storages = {},
  { version = "3\n", byteorder, prefix = "archive", more = [] }: ArchiveExtras = {},
): Uint8Array<ArrayBuffer> {
  const text = (name: string, value: string) => ({ name, bytes: new TextEncoder().encode(value) });
  return zipOf([
    {
      name: `${prefix}/data.pkl`,
      bytes: root instanceof Uint8Array ? root : pickle(root),
    },
    ...byteorder === undefined ? [] : [text(`${prefix}/byteorder`, byteorder)],
    ...Object.entries(storages).map(([key, bytes]) => ({ name: `${prefix}/data/${key}`, bytes })),
    ...version === "" ? [] : [text(`${prefix}/version`, version)],
    ...more,
  ]);
}

/** A file in the format before torch 1.6; each storage with the number of its elements. */
export function torchStream(
  root: Picklable,
  storages: readonly (readonly [key: string, elements: number, bytes: Uint8Array])[],
  protocol: number = 1001,
): Uint8Array<ArrayBuffer> {
  return bytesOfParts(
    ...[
      pickle(0x1950a86a20f9469cfc6cn),
      pickle(protocol),
      pickle(new Map([["little_endian", true]])),
      pickle(root),
    ],
    pickle(storages.map(([key]) => key)),
    ...storages.flatMap(([, elements, bytes]) => [uint(elements, 8), bytes]),
  );
}

/** Bytes that count up. */
export function counting(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (from + i) % 256);
}
