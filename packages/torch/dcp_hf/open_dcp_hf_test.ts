import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeSafetensors } from "@tensorferry/safetensors";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting } from "../testing/torch_save.ts";
import { openDcpHf } from "./open_dcp_hf.ts";

/** The part of a tensor that one rank has. */
interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offsets: readonly number[];
  readonly from?: number;
  readonly dtype?: "uint8" | "int8";
}

function shard(parts: readonly Part[], metadata?: Readonly<Record<string, string>>): Uint8Array {
  const info = Object.fromEntries(
    parts.map(({ name, offsets }) => [name, { saved_offsets: offsets }]),
  );
  return encodeSafetensors(
    parts.map(({ name, shape, from = 0, dtype = "uint8" }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return { name, dtype, shape, bytes: counting(length, from) };
    }),
    metadata ?? { DCP_SHARDING_INFO: JSON.stringify(info), DCP_VERSION: "1.0", format: "pt" },
  );
}

function shardName(rank: number, file = 1, files = 1): string {
  const digits = (n: number) => `${n}`.padStart(5, "0");
  return `shard-${digits(rank)}-model-${digits(file)}-of-${digits(files)}.safetensors`;
}

async function open(files: Files, path = ".") {
  return await withFiles(
    files,
    async (folder) => await readAll(await openDcpHf(join(folder, path))),
  );
}

const TWO_RANKS: Files = {
  [shardName(1)]: shard([
    { name: "w", shape: [2, 2], offsets: [0, 0] },
    { name: "scale", shape: [], offsets: [], from: 9 },
    { name: "short", shape: [1], offsets: [0], from: 5 },
  ]),
  [shardName(2)]: shard([
    { name: "w", shape: [1, 2], offsets: [2, 0], from: 10 },
    { name: "short", shape: [0], offsets: [1] },
  ]),
};

Deno.test("openDcpHf() merges the chunks of ranks: uneven, empty, and of no dimensions", async () => {
  const { tensors, files, warnings } = (await open(TWO_RANKS))!;
  assert.deepEqual(tensors, {
    scale: { spec: "uint8 []", bytes: [9] },
    short: { spec: "uint8 [1]", bytes: [5] },
    w: { spec: "uint8 [3,2]", bytes: [0, 1, 2, 3, 10, 11] },
  });
  assert.deepEqual(files, [shardName(1), shardName(2)]);
  assert.deepEqual(warnings, []);
});

Deno.test("openDcpHf() merges tiles, and tensors of several files", async () => {
  const { tensors } = (await open({
    [shardName(1, 1, 3)]: shard([{ name: "w", shape: [1, 2], offsets: [0, 0] }]),
    [shardName(2, 1, 3)]: shard([{ name: "w", shape: [1, 1], offsets: [0, 2], from: 20 }]),
    [shardName(2, 3, 3)]: shard([{ name: "v", shape: [1], offsets: [0], from: 30 }]),
  }))!;
  assert.deepEqual(tensors, {
    w: { spec: "uint8 [1,3]", bytes: [0, 1, 20] },
    v: { spec: "uint8 [1]", bytes: [30] },
  });
});

Deno.test("openDcpHf() leaves other safetensors to others", async () => {
  assert.equal(await open({ "model.safetensors": shard([]) }), undefined);
  assert.equal(await open({ "model.safetensors": shard([]) }, "model.safetensors"), undefined);
  assert.equal(await open({ "sub/x": "" }), undefined);
});

const REFUSED: readonly (readonly [what: string, said: RegExp, files: Files, path?: string])[] = [
  ["one shard of several", /part of one rank/, TWO_RANKS, shardName(1)],
  ["a file that is none", /1 other safetensors files, "model.safetensors"/, {
    ...TWO_RANKS,
    "model.safetensors": shard([]),
  }],
  ["shards of two saves", /of two saves/, { ...TWO_RANKS, [shardName(1, 1, 2)]: shard([]) }],
  ["a stray shard", /"shard-00003-.*" has no DCP_SHARDING_INFO|no DCP_SHARDING_INFO/, {
    ...TWO_RANKS,
    [shardName(3)]: shard([], { format: "pt" }),
  }],
  ["a chunk in two files", /chunk at \[0,0\] of tensor "w" is both in "shard-00001.*"shard-00003/, {
    ...TWO_RANKS,
    [shardName(3)]: shard([{ name: "w", shape: [1, 2], offsets: [0, 0] }]),
  }],
  ["an overlap", /"w", 2 chunks hold its element \[1,0\]/, {
    ...TWO_RANKS,
    [shardName(3)]: shard([{ name: "w", shape: [1, 2], offsets: [1, 0] }]),
  }],
  ["a gap", /"w", no chunk holds its element \[3,0\]/, {
    ...TWO_RANKS,
    [shardName(3)]: shard([{ name: "w", shape: [1, 2], offsets: [4, 0] }]),
  }],
  ["another dtype", /tensor "w" is int8 of 2 dimensions, and elsewhere uint8 of 2/, {
    ...TWO_RANKS,
    [shardName(3)]: shard([{ name: "w", shape: [1, 2], offsets: [3, 0], dtype: "int8" }]),
  }],
  ["offsets of another rank", /where tensor "w" begins/, {
    [shardName(1)]: shard([{ name: "w", shape: [1, 2], offsets: [0] }]),
  }],
  ["a negative offset", /where tensor "w" begins/, {
    [shardName(1)]: shard([{ name: "w", shape: [1], offsets: [-1] }]),
  }],
  ["a tensor without offsets", /where tensor "w" begins/, {
    [shardName(1)]: shard([{ name: "w", shape: [1], offsets: [0] }], { DCP_SHARDING_INFO: "{}" }),
  }],
  ["offsets that are not JSON", /no JSON object/, {
    [shardName(1)]: shard([], { DCP_SHARDING_INFO: "{" }),
  }],
];
for (const [what, said, files, path] of REFUSED) {
  Deno.test(`openDcpHf() refuses ${what}`, async () => {
    await assert.rejects(open(files, path), said);
  });
}
