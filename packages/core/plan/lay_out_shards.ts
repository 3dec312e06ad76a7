/**
 * Tensors dealt to shards, and shards laid out as files.
 *
 * @module
 */
import { bytesOf } from "../dtype.ts";
import type { ContainerWriter } from "../io/container.ts";
import { quoteNames } from "../printable.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { formatByteSize } from "./byte_size.ts";
import type { Plan, PlannedShard, PlannedTensor } from "./plan.ts";
import { planShards } from "./shard_planner.ts";

/**
 * Deals tensors to files.
 *
 * @param groupOf Numbers of fusion groups by tensor name; numbers need not be dense.
 */
export function layOutShards(
  tensors: ReadonlyMap<string, LazyTensor>,
  groupOf: ReadonlyMap<string, number>,
  maxShardSize: number,
  writer: ContainerWriter,
): Pick<Plan, "shards" | "groups" | "warnings"> {
  const items = [...tensors].map(([name, { dtype, shape }]) => {
    const group = groupOf.get(name);
    return { name, bytes: bytesOf(dtype, shape), ...(group !== undefined && { group }) };
  });
  const members = Map.groupBy(
    items.filter(({ group }) => group !== undefined),
    ({ group }) => group!,
  );
  const numbered = new Map<number, number>();
  for (const [group, { length }] of members) if (length > 1) numbered.set(group, numbered.size);
  const groups = [...numbered.keys()].map((group) => ({
    tensors: members.get(group)!.length,
    bytes: members.get(group)!.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  const { shards, oversized } = planShards(items, maxShardSize);
  const bytesIn = (shard: number) =>
    shards[shard]!.reduce((sum, name) => {
      const { dtype, shape } = tensors.get(name)!;
      return sum + bytesOf(dtype, shape);
    }, 0);
  const planned = shards.map((names, i): PlannedShard => {
    const planned = names.map((name): PlannedTensor => {
      const group = numbered.get(groupOf.get(name) ?? -1);
      return { name, tensor: tensors.get(name)!, ...(group !== undefined && { group }) };
    });
    const layout = writer.layOut(
      planned.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape })),
    );
    const order = new Map(planned.map((tensor) => [tensor.name, tensor]));
    return {
      file: writer.shardName(i, shards.length),
      byteLength: layout.byteLength,
      tensors: [...layout.tensors.keys()].map((name) => order.get(name)!),
    };
  });
  const [largest] = oversized.toSorted((a, b) => bytesIn(b) - bytesIn(a));
  const warnings = largest === undefined ? [] : [
    `${oversized.length} of ${shards.length} files exceed the shard size of ${
      formatByteSize(maxShardSize)
    }, ` +
    `since what they hold cannot be parted: the largest has ${
      formatByteSize(bytesIn(largest))
    } of tensors, ` +
    quoteNames(shards[largest]!),
  ];
  return { shards: planned, groups, warnings };
}
