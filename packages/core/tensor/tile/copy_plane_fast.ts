/**
 * The inner loop of every transpose, where WebAssembly reaches both sides.
 *
 * @module
 */
import type { Plane } from "./copy_plane.ts";
import type { Kernels } from "../wasm/kernels.ts";

/** The names of the transposes, by the bytes of an element. */
const TRANSPOSES: Readonly<
  Record<number, "transpose8" | "transpose16" | "transpose32" | "transpose64">
> = { 1: "transpose8", 2: "transpose16", 4: "transpose32", 8: "transpose64" };

/**
 * Copies a plane of runs of `run` bytes between two addresses. Where what lies together in the source is a column of the target,
 * it goes through registers in square blocks.
 *
 * @param plane strides in bytes.
 */
export function copyPlaneFast(
  kernels: Kernels,
  run: number,
  from: number,
  to: number,
  { rows, columns }: Plane,
): void {
  const transpose = TRANSPOSES[run];
  if (transpose !== undefined && rows.from === run && columns.to === run) {
    kernels[transpose](from, to, columns.from, rows.to, columns.size, rows.size);
  } else {
    kernels.copyRuns(
      ...[run, from, to] as const,
      ...[rows.size, rows.from, rows.to] as const,
      ...[columns.size, columns.from, columns.to] as const,
    );
  }
}
