/**
 * Copies of strided boxes of bytes in memory.
 *
 * @module
 */
import { copyPlane, type Plane, type Units } from "./copy_plane.ts";
import { copyPlaneFast } from "./copy_plane_fast.ts";
import { kernelsOver } from "../wasm/kernels.ts";

/** A box in a buffer: the byte it begins at, and the bytes between neighbours along each dimension. */
export interface Placed {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly strides: readonly number[];
}

/** Sizes of a dimension in both buffers; in bytes, later in units. */
interface Dim {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Bytes of a run from which on `TypedArray.set` is faster than a loop over its elements. */
const LONG_RUN = 64;

/** Copies a box of single bytes; those that lie together in both buffers move together, at most four at a time. */
export function copyBox(sizes: readonly number[], from: Placed, to: Placed): void {
  const dims = merged(sizes, from.strides, to.strides);
  const inner = dims.at(-1);
  const run = inner?.from === 1 && inner.to === 1 ? dims.pop()!.size : 1;
  const kernels = kernelsOver(from.bytes, to.bytes);
  if (kernels) {
    const { outer, plane } = planeOf(dims);
    const [source, target] = [from, to].map(({ bytes, at }) => bytes.byteOffset + at);
    eachOffset(outer, source!, target!, (s, t) => copyPlaneFast(kernels, run, s, t, plane));
    return;
  }
  if (run >= LONG_RUN) {
    eachOffset(dims, from.at, to.at, (source, target) => {
      to.bytes.set(from.bytes.subarray(source, source + run), target);
    });
    return;
  }
  const places = [from.bytes.byteOffset + from.at, to.bytes.byteOffset + to.at];
  const unit = widestUnit([run, ...places, ...dims.flatMap((dim) => [dim.from, dim.to])]);
  const inUnits = dims.map(({ size, from, to }) => ({ size, from: from / unit, to: to / unit }));
  if (run > unit) inUnits.push({ size: run / unit, from: 1, to: 1 });
  const source = units(unit, from, extent(dims, "from") + run);
  const target = units(unit, to, extent(dims, "to") + run);
  const { outer, plane } = planeOf(inUnits);
  eachOffset(outer, 0, 0, (s, t) => copyPlane(source, s, target, t, plane));
}

function merged(
  sizes: readonly number[],
  from: readonly number[],
  to: readonly number[],
): Dim[] {
  const dims: Dim[] = [];
  sizes.forEach((size, d) => {
    if (size === 1) return;
    const dim = { size, from: from[d]!, to: to[d]! };
    const outer = dims.at(-1);
    if (outer && outer.from === size * dim.from && outer.to === size * dim.to) {
      dims[dims.length - 1] = { ...dim, size: outer.size * size };
    } else {
      dims.push(dim);
    }
  });
  return dims;
}

/** The widest element that divides all of these. None of 8 bytes: numbers of 64 bits do not keep every bit, bigints are slow. */
function widestUnit(lengths: readonly number[]): 1 | 2 | 4 {
  if (lengths.every((length) => length % 4 === 0)) return 4;
  return lengths.every((length) => length % 2 === 0) ? 2 : 1;
}

function units(unit: 1 | 2 | 4, { bytes, at }: Placed, byteLength: number): Units {
  const start = bytes.byteOffset + at;
  if (unit === 4) return new Uint32Array(bytes.buffer, start, byteLength / 4);
  if (unit === 2) return new Uint16Array(bytes.buffer, start, byteLength / 2);
  return new Uint8Array(bytes.buffer, start, byteLength);
}

function extent(dims: readonly Dim[], side: "from" | "to"): number {
  return dims.reduce((end, dim) => end + (dim.size - 1) * dim[side], 0);
}

/** The innermost dimension of the target, and with it the other one that is innermost in the source. */
function planeOf(dims: readonly Dim[]): { outer: Dim[]; plane: Plane } {
  const single: Dim = { size: 1, from: 0, to: 0 };
  const outer = [...dims];
  const columns = outer.pop() ?? single;
  const nearest = outer.reduce((best, dim, d) => dim.from < outer[best]!.from ? d : best, 0);
  const rows = outer.splice(nearest, 1)[0] ?? single;
  return { outer, plane: { rows, columns } };
}

function eachOffset(
  dims: readonly Dim[],
  from: number,
  to: number,
  visit: (from: number, to: number) => void,
): void {
  const [dim, ...inner] = dims;
  if (dim === undefined) return visit(from, to);
  for (let i = 0; i < dim.size; i++) {
    eachOffset(inner, from + i * dim.from, to + i * dim.to, visit);
  }
}
