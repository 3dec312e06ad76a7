/** @module The law that what is needed together is in one shard. */
import { bytesOf, type Checkpoint, leaves } from "@tensorferry/core";
import type { Finding } from "../finding.ts";
import { findingAt, headersIn, plan, plannedTensors, type Subject, toLayout } from "../subject.ts";

/**
 * Works out, from where the elements of every tensor come, which tensors each layout needs together, and looks for them in the
 * shards. Core's own groups are not asked.
 */
export function* groups(subject: Subject): Generator<Finding> {
  for (const layout of subject.layouts) {
    const checkpoint = headersIn(subject, layout);
    const sizes = [...checkpoint.tensors.values()].map(({ dtype, shape }) => bytesOf(dtype, shape));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const needs = subject.layouts.filter((other) => other !== layout).flatMap((other) =>
      neededTogether(subject, checkpoint, layout, other)
    );
    const limits = new Set([1, total / sizes.length, total / 3, total / 2, total].map(Math.ceil));
    for (const maxShardSize of limits) {
      const { shards } = toLayout(subject, layout, { maxShardSize });
      const shardOf = new Map(
        shards.flatMap(({ tensors }, i) => tensors.map(({ name }) => [name, i] as const)),
      );
      for (const { names, by } of needs) {
        const apart = names.find((name) => shardOf.get(name) !== shardOf.get(names[0]!));
        if (apart === undefined) continue;
        const says =
          `in shards of ${maxShardSize} bytes, ${names[0]} and ${apart} are in different ` +
          `files, and layout ${by} needs both for one tensor`;
        yield findingAt(subject, "groups", by === "hf" ? layout : by, says, apart);
      }
    }
  }
}

/** The names of a layout's tensors that one tensor of another layout is made of. */
function neededTogether(
  subject: Subject,
  checkpoint: Checkpoint,
  layout: string,
  other: string,
): { readonly names: readonly string[]; readonly by: string }[] {
  // In the headers of a subject each tensor is alone in its source.
  const nameOf = new Map<number, string>();
  for (const [name, tensor] of checkpoint.tensors) {
    for (const { source } of leaves(tensor)) nameOf.set(source, name);
  }
  const made = plannedTensors(plan(subject, checkpoint, { from: layout, to: other }));
  return [...made.values()].map((tensor) => ({
    names: [...new Set([...leaves(tensor)].map(({ source }) => nameOf.get(source)!))],
    by: other,
  })).filter(({ names }) => names.length > 1);
}
