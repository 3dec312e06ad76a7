/**
 * What a plan comes to, in numbers.
 *
 * @module
 */
import {
  type LazyTensor,
  type Leaf,
  leaves,
  operands,
  type Plan,
  wholeTensors,
} from "@tensorferry/core";

/** How many tensors are put together or taken apart. */
export interface Fusions {
  /** Tensors that are written, each of several; and how many they are made of. */
  readonly fused: { readonly into: number; readonly of: number };
  /** Tensors that are written, each of a part of one; and how many they are taken from. */
  readonly parted: { readonly into: number; readonly of: number };
}

/** How many tensors a plan writes; one that is cut counts once. */
export function tensorsIn(plan: Plan): number {
  return wholeTensors(plan).size;
}

/** Counts fusions in both directions, among the tensors that a plan writes. */
export function fusionsIn(written: Iterable<LazyTensor>): Fusions {
  const [fused, parted] = [newCount(), newCount()];
  for (const tensor of written) {
    if (tensor.op === "leaf") continue;
    const sources = [...leaves(tensor)];
    const count = sources.length > 1 ? fused : isPart(tensor) ? parted : undefined;
    if (count === undefined) continue;
    count.into++;
    for (const source of sources) count.add(source);
  }
  return {
    fused: { into: fused.into, of: fused.of() },
    parted: { into: parted.into, of: parted.of() },
  };
}

/** Counts tensors, and the places that they are made of, each once. */
function newCount() {
  const places = new Map<number, Set<number>>();
  return {
    into: 0,
    add({ source, position }: Leaf): void {
      const known = places.get(source);
      if (known === undefined) places.set(source, new Set([position]));
      else known.add(position);
    },
    of: () => places.values().reduce((sum, { size }) => sum + size, 0),
  };
}

function isPart(tensor: LazyTensor): boolean {
  return tensor.op === "slice" || operands(tensor).some(isPart);
}
