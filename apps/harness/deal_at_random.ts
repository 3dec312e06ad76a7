/**
 * Tensors dealt to shards without any order.
 *
 * @module
 */
import {
  bytesOf,
  type ContainerWriter,
  type Plan,
  type PlannedShard,
  type PlannedTensor,
} from "@tensorferry/core";
import { seededHash } from "./random_floats.ts";

/**
 * The same plan with its tensors in shards of at most `maxShardSize` bytes, in an order that only the seed decides: what
 * belongs together lies apart, as in checkpoints that others have sharded.
 */
export function dealAtRandom(
  plan: Plan,
  maxShardSize: number,
  seed: number,
  writer: ContainerWriter,
): Plan {
  const hands = deal(
    plan.shards.flatMap(({ tensors }) => tensors)
      .map((tensor) => ({ tensor, order: seededHash(seed, tensor.name) }))
      .sort((a, b) => a.order - b.order || (a.tensor.name < b.tensor.name ? -1 : 1))
      .map(({ tensor }) => tensor),
    maxShardSize,
  );
  const dealt = writer.deal(
    hands.map((hand) => hand.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape }))),
  );
  const shards = hands.map((hand, i): PlannedShard => {
    const { file, tensors } = dealt[i]!;
    const outline = writer.outline(tensors);
    const byName = new Map(hand.map((tensor) => [tensor.name, tensor]));
    return {
      file,
      byteLength: outline.byteLength,
      tensors: [...outline.tensors.keys()].map((name) => byName.get(name)!),
    };
  });
  const bytesWritten = shards.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { ...plan, shards, bytesWritten };
}

function deal(tensors: readonly PlannedTensor[], maxShardSize: number): PlannedTensor[][] {
  const hands: PlannedTensor[][] = [];
  let room = 0;
  for (const tensor of tensors) {
    const bytes = bytesOf(tensor.tensor.dtype, tensor.tensor.shape);
    if (hands.length === 0 || bytes > room) {
      hands.push([]);
      room = maxShardSize;
    }
    hands.at(-1)!.push(tensor);
    room -= bytes;
  }
  return hands;
}
