/**
 * How tensors are dealt to files, for any tensors.
 *
 * @module
 */
import fc from "fast-check";
import assert from "node:assert/strict";
import {
  formatByteSize,
  naturalOrder,
  OptionError,
  parseByteSize,
  planShards,
  type ShardItem,
} from "@tensorferry/core";

const items: fc.Arbitrary<ShardItem[]> = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-c]{1,2}\.\d{1,2}$/),
    bytes: fc.nat(40),
    group: fc.option(fc.nat(5), { nil: undefined }),
  }),
  { selector: ({ name }) => name, maxLength: 40 },
).map((items) =>
  items.map(({ group, ...item }) => ({ ...item, ...(group !== undefined && { group }) }))
);
const limit = fc.integer({ min: 1, max: 120 });

/** Property tests of a plan for any tensors and any limit. */
function holds(
  law: (
    plan: {
      readonly items: ReadonlyMap<string, ShardItem>;
      readonly limit: number;
      readonly shards: readonly (readonly string[])[];
      readonly oversized: readonly number[];
    },
  ) => void,
): void {
  fc.assert(
    fc.property(items, limit, (items, limit) => {
      const byName = new Map(items.map((item) => [item.name, item]));
      law({ items: byName, limit, ...planShards(items, limit) });
    }),
    { numRuns: 500 },
  );
}

/** What must stay together: the number of a group, or the name of a tensor without one. */
function unitOf(items: ReadonlyMap<string, ShardItem>, name: string): string | number {
  return items.get(name)!.group ?? name;
}

function bytesOf(items: ReadonlyMap<string, ShardItem>, names: readonly string[]): number {
  return names.reduce((sum, name) => sum + items.get(name)!.bytes, 0);
}

Deno.test("every tensor is in one shard, and no shard is empty", () => {
  holds(({ items, shards }) => {
    assert.deepEqual(shards.flat().sort(), [...items.keys()].sort());
    assert(shards.every(({ length }) => length > 0));
  });
});

Deno.test("no group is split", () => {
  holds(({ items, shards }) => {
    const places = new Map<string | number, number>();
    for (const [i, names] of shards.entries()) {
      for (const name of names) {
        const unit = unitOf(items, name);
        assert.equal(places.get(unit) ?? i, i);
        places.set(unit, i);
      }
    }
  });
});

Deno.test("only what cannot be parted exceeds the limit, and it is alone and named", () => {
  holds(({ items, limit, shards, oversized }) => {
    const above = shards.keys().filter((i) => bytesOf(items, shards[i]!) > limit);
    assert.deepEqual([...above], [...oversized].sort((a, b) => a - b));
    for (const i of oversized) {
      assert.equal(new Set(shards[i]!.map((name) => unitOf(items, name))).size, 1);
    }
  });
});

Deno.test("a shard is full before the next one begins", () => {
  holds(({ items, limit, shards, oversized }) => {
    const open = shards.filter((_, i) => !oversized.includes(i));
    for (const [i, names] of open.entries()) {
      const next = open[i + 1];
      if (next === undefined) continue;
      const unit = unitOf(items, next[0]!);
      const first = next.filter((name) => unitOf(items, name) === unit);
      assert(bytesOf(items, names) + bytesOf(items, first) > limit);
    }
  });
});

Deno.test("without groups and oversized tensors, shards follow the natural order of names", () => {
  fc.assert(
    fc.property(items, limit, (items, limit) => {
      const plain = items.map(({ name, bytes }) => ({ name, bytes: Math.min(bytes, limit) }));
      const { shards } = planShards(plain, limit);
      assert.deepEqual(shards.flat(), naturalOrder(plain.map(({ name }) => name)));
    }),
  );
});

Deno.test("the order in which tensors come does not matter", () => {
  const twice = items.chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }),
    )
  );
  fc.assert(
    fc.property(twice, limit, ([items, shuffled], limit) => {
      assert.deepEqual(planShards(shuffled, limit), planShards(items, limit));
    }),
  );
});

Deno.test("sizes are decimal with kB, MB, GB, TB and binary with KiB, MiB, GiB, TiB", () => {
  const sizes: [text: string, bytes: number][] = [
    ["1", 1],
    ["20kB", 20_000],
    ["20KB", 20_000],
    ["20 kb", 20_000],
    ["20KiB", 20_480],
    ["64MiB", 67_108_864],
    ["64MB", 64_000_000],
    ["5GB", 5_000_000_000],
    ["5GiB", 5_368_709_120],
    ["0.5GB", 500_000_000],
    ["1.5 KiB", 1536],
    ["2TB", 2_000_000_000_000],
    ["2TiB", 2_199_023_255_552],
    ["100b", 100],
  ];
  for (const [text, bytes] of sizes) assert.equal(parseByteSize(text), bytes, text);
});

Deno.test("what is no size is refused", () => {
  const wrong = [
    "",
    " ",
    "0",
    "0.4",
    "-1",
    "5XB",
    "5 G B",
    "GB",
    "1e3",
    "1,5GB",
    "9PB",
    "∞",
    "0x10",
  ];
  for (const text of [...wrong, "9007199254740993", "9999999TB"]) {
    assert.throws(() => parseByteSize(text), OptionError, text);
  }
});

Deno.test("a size in whole units is read back as it was written", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 999 }),
      fc.constantFrom(1, 1e3, 1e6, 1e9, 1e12),
      (n, unit) => {
        assert.equal(parseByteSize(formatByteSize(n * unit)), n * unit);
      },
    ),
  );
});
