/**
 * Tensors dealt to shards, and shards outlined as files.
 *
 * @module
 */
import { bytesOf, elementsOf } from "../dtype.ts";
import { InvalidTensorError, OptionError } from "../errors.ts";
import type { ContainerWriter, DealtShard } from "../io/container.ts";
import { quoteName, quoteNames } from "../text/printable.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { formatByteSize } from "../text/byte_size.ts";
import { naturalOrder } from "../text/natural_order.ts";
import { cutToPart } from "./part.ts";
import type { Plan, PlannedShard, PlannedTensor } from "./plan.ts";
import { DEFAULT_MAX_SHARD_SIZE, planShards, type ShardItem } from "./shard_planner.ts";

type Tensors = ReadonlyMap<string, LazyTensor>;

/**
 * Deals tensors to shards, and outlines the file of each.
 *
 * @param groupOf Numbers of fusion groups by tensor name; numbers need not be dense.
 * @throws OptionError when a shard size is given to a container whose files do not go by size.
 */
export function dealToShards(
  tensors: Tensors,
  groupOf: ReadonlyMap<string, number>,
  maxShardSize: number | undefined,
  writer: ContainerWriter,
): Pick<Plan, "shards" | "groups" | "warnings"> {
  if (!writer.bySize && maxShardSize !== undefined) {
    throw new OptionError(
      "Cannot cut files to a shard size: in this container their number does not depend on it. Leave --max-shard-size out",
    );
  }
  const items = [...tensors].map(([name, { dtype, shape }]): ShardItem => {
    const group = groupOf.get(name);
    return { name, bytes: bytesOf(dtype, shape), ...(group !== undefined && { group }) };
  });
  const limit = maxShardSize ?? DEFAULT_MAX_SHARD_SIZE;
  const { shards: sets, oversized } = writer.bySize
    ? planShards(items, limit)
    : { shards: [naturalOrder(tensors.keys())], oversized: [] };
  const dealt = writer.deal(sets.map((names) =>
    names.map((name) => {
      const { dtype, shape } = tensors.get(name)!;
      return { name, dtype, shape };
    })
  ));
  checkDealt(tensors, dealt);
  // Where tensors are cut, or each has a file of its own, no group lies in one file.
  const keepsGroups = writer.bySize && !dealt.some(({ tensors }) => tensors.some(isPart));
  const { groups, numbered } = groupsAmong(keepsGroups ? items : []);
  const planned = dealt.map((shard): PlannedShard => {
    const outline = writer.outline(shard.tensors);
    const byName = new Map(shard.tensors.map((part) => [part.name, part]));
    return {
      file: shard.file,
      byteLength: outline.byteLength,
      tensors: Array.from(outline.tensors.keys(), (name): PlannedTensor => {
        const one = byName.get(name)!;
        const group = numbered.get(groupOf.get(name) ?? -1);
        return {
          name,
          tensor: cutToPart(tensors.get(name)!, one),
          ...(one.part !== undefined && { part: one.part }),
          ...(group !== undefined && { group }),
        };
      }),
    };
  });
  const warnings = keepsGroups ? warnOfOversized(tensors, sets, oversized, limit) : [];
  return { shards: planned, groups, warnings };
}

function isPart({ part }: DealtShard["tensors"][number]): boolean {
  return part !== undefined;
}

/** Groups of more than one tensor, numbered from 0. */
function groupsAmong(
  items: readonly ShardItem[],
): Pick<Plan, "groups"> & { readonly numbered: ReadonlyMap<number, number> } {
  const members = Map.groupBy(
    items.filter(({ group }) => group !== undefined),
    ({ group }) => group!,
  );
  const fused = [...members].filter(([, { length }]) => length > 1);
  return {
    numbered: new Map(fused.map(([group], i) => [group, i])),
    groups: fused.map(([, items]) => ({
      tensors: items.length,
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    })),
  };
}

/** Makes sure that a container dealt every element of every tensor; that a part lies within its tensor shows when it is cut. */
function checkDealt(tensors: Tensors, dealt: readonly DealtShard[]): void {
  const elements = new Map<string, number>();
  for (const { tensors: parts } of dealt) {
    for (const { name, shape } of parts) {
      elements.set(name, (elements.get(name) ?? 0) + elementsOf(shape));
    }
  }
  for (const [name, { shape }] of tensors) {
    const found = elements.get(name);
    if (found === elementsOf(shape)) continue;
    throw new InvalidTensorError(
      `Cannot deal tensor ${quoteName(name)} to files: of its ${elementsOf(shape)} elements, ` +
        `${found ?? "none"} would be written. The container is at fault`,
    );
  }
}

function warnOfOversized(
  tensors: Tensors,
  sets: readonly (readonly string[])[],
  oversized: readonly number[],
  limit: number,
): string[] {
  const bytesIn = (set: number) =>
    sets[set]!.reduce((sum, name) => {
      const { dtype, shape } = tensors.get(name)!;
      return sum + bytesOf(dtype, shape);
    }, 0);
  const [largest] = oversized.toSorted((a, b) => bytesIn(b) - bytesIn(a));
  if (largest === undefined) return [];
  return [
    `${oversized.length} of ${sets.length} files exceed the shard size of ${
      formatByteSize(limit)
    }, since what they hold cannot be parted: the largest has ${
      formatByteSize(bytesIn(largest))
    } of tensors, ${quoteNames(sets[largest]!)}`,
  ];
}
