/**
 * Deals tensors to shards.
 *
 * @module
 */
import { naturalOrder } from "../text/natural_order.ts";

/** The shard size that huggingface_hub 2.0.0 takes by default, and the Hub recommends. */
export const DEFAULT_MAX_SHARD_SIZE = 5e9;

/** A tensor to be dealt. */
export interface ShardItem {
  /** Fully qualified name. */
  readonly name: string;
  /** Size in bytes. */
  readonly bytes: number;
  /** Tensors of one group go into one shard. */
  readonly group?: number;
}

/** The shards, each with its tensors. */
export interface ShardPlan {
  /** Names per shard, in natural order of the first of each group. */
  readonly shards: readonly (readonly string[])[];
  /** Shards above the limit, by their position in `shards`: a tensor or group that cannot be made smaller. */
  readonly oversized: readonly number[];
}

/**
 * Deals tensors to shards of at most `maxShardSize` bytes: greedily, in natural order, groups whole.
 *
 * As in huggingface_hub 2.0.0 (`split_torch_state_dict_into_shards`), what alone exceeds the limit gets a shard of its own,
 * and the shard being filled stays open. There, the unit is a tensor; here it is a fusion group.
 *
 * @example
 * ```ts
 * import { planShards } from "@tensorferry/core";
 * import assert from "node:assert/strict";
 *
 * const { shards } = planShards(
 *   [{ name: "a", bytes: 6 }, { name: "b.gate", bytes: 3, group: 0 }, { name: "b.up", bytes: 3, group: 0 }],
 *   10,
 * );
 * assert.deepEqual(shards, [["a"], ["b.gate", "b.up"]]);
 * ```
 */
export function planShards(items: readonly ShardItem[], maxShardSize: number): ShardPlan {
  const shards: string[][] = [];
  const oversized: number[] = [];
  let open: { names: string[]; bytes: number } | undefined;
  const close = () => {
    if (open !== undefined) shards.push(open.names);
    open = undefined;
  };
  for (const { names, bytes } of units(items)) {
    if (bytes > maxShardSize) {
      oversized.push(shards.push(names) - 1);
      continue;
    }
    if (open !== undefined && open.bytes + bytes > maxShardSize) close();
    open ??= { names: [], bytes: 0 };
    for (const name of names) open.names.push(name);
    open.bytes += bytes;
  }
  close();
  return { shards, oversized };
}

interface Unit {
  readonly names: string[];
  bytes: number;
}

/** What is dealt as one, where its first tensor stands in natural order. */
function units(items: readonly ShardItem[]): Iterable<Unit> {
  const byName = new Map(items.map((item) => [item.name, item]));
  const dealt = new Map<string | number, Unit>();
  for (const name of naturalOrder(byName.keys())) {
    const { bytes, group } = byName.get(name)!;
    const unit = dealt.get(group ?? name);
    if (unit === undefined) dealt.set(group ?? name, { names: [name], bytes });
    else {
      unit.names.push(name);
      unit.bytes += bytes;
    }
  }
  return dealt.values();
}
