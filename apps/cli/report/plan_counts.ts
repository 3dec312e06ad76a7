/**
 * What a plan comes to, in numbers.
 *
 * @module
 */
import { type LazyTensor, leaves, operands, type Plan } from "@tensorferry/core";

/** How many tensors are put together or taken apart. */
export interface Fusions {
  /** Tensors that are written, each of several; and how many they are made of. */
  readonly fused: { readonly into: number; readonly of: number };
  /** Tensors that are written, each of a part of one; and how many they are taken from. */
  readonly parted: { readonly into: number; readonly of: number };
}

/** How many tensors a plan writes. */
export function tensorsIn({ shards }: Plan): number {
  return shards.reduce((sum, { tensors }) => sum + tensors.length, 0);
}

/** Counts fusions in both directions. */
export function fusionsIn({ shards }: Plan): Fusions {
  const fused = { into: 0, sources: new Set<string>() };
  const parted = { into: 0, sources: new Set<string>() };
  for (const { tensor } of shards.flatMap(({ tensors }) => tensors)) {
    const sources = [...leaves(tensor)];
    const kind = sources.length > 1 ? fused : isPart(tensor) ? parted : undefined;
    if (kind === undefined) continue;
    kind.into++;
    for (const { source, position } of sources) kind.sources.add(`${source}:${position}`);
  }
  return {
    fused: { into: fused.into, of: fused.sources.size },
    parted: { into: parted.into, of: parted.sources.size },
  };
}

function isPart(tensor: LazyTensor): boolean {
  return tensor.op === "slice" || operands(tensor).some(isPart);
}
