import { equal, match, rejects } from "node:assert/strict";
import { join } from "node:path";
import { openSafetensors } from "../open.ts";
import {
  type Files,
  INDEX,
  indexOf,
  ONE,
  shard,
  SHARDED,
  TWO,
  withFiles,
} from "../testing/checkpoint_files.ts";

/** What is read from which files, and what is said about it. */
const READ: readonly [
  what: string,
  files: Files,
  names: string,
  claimed: string,
  warning?: RegExp,
][] = [
  ["a single file", { "model.safetensors": shard("a", "b") }, "a,b", "model.safetensors"],
  ["shards", SHARDED, "a,b", `${INDEX},${ONE},${TWO}`],
  [
    "shards in a folder",
    { [INDEX]: indexOf({ a: "s/1.safetensors" }), "s/1.safetensors": shard("a") },
    "a",
    `${INDEX},s`,
  ],
  [
    "an index of a single file",
    { [INDEX]: indexOf({ a: "model.safetensors" }), "model.safetensors": shard("a") },
    "a",
    `${INDEX},model.safetensors`,
  ],
  [
    "a variant",
    {
      "model.safetensors.index.fp16.json": indexOf({ a: "model.fp16-00001-of-00001.safetensors" }),
      "model.fp16-00001-of-00001.safetensors": shard("a"),
    },
    "a",
    "model.safetensors.index.fp16.json,model.fp16-00001-of-00001.safetensors",
  ],
  ["shards without an index", { [ONE]: shard("a"), [TWO]: shard("b") }, "a,b", `${ONE},${TWO}`],
  [
    "consolidated.safetensors",
    { "consolidated.safetensors": shard("a") },
    "a",
    "consolidated.safetensors",
  ],
  [
    "shards, consolidated beside them",
    { ...SHARDED, "consolidated.safetensors": shard("tok") },
    "a,b",
    `${INDEX},${ONE},${TWO}`,
    /not part of the checkpoint .*"consolidated.safetensors"/,
  ],
  [
    "a single file, old shards beside it",
    { "model.safetensors": shard("a"), [ONE]: shard("a") },
    "a",
    "model.safetensors",
    /are not read: "model-00001-of-00002/,
  ],
  [
    "any files without an index",
    { "x.safetensors": shard("a"), "y.safetensors": shard("b") },
    "a,b",
    "x.safetensors,y.safetensors",
  ],
  [
    "hidden files beside a single one",
    { "model.safetensors": shard("a"), "._model.safetensors": "x" },
    "a",
    "model.safetensors",
  ],
  [
    "a tensor that the index leaves out",
    { [INDEX]: indexOf({ a: ONE }), [ONE]: shard("a", "b") },
    "a,b",
    `${INDEX},${ONE}`,
    /1 tensors are in the files but not in .*: "b"/,
  ],
  [
    "a single file and shards that agree",
    { ...SHARDED, "model.safetensors": shard("a", "b") },
    "a,b",
    `model.safetensors,${INDEX},${ONE},${TWO}`,
    /"model.safetensors" is read/,
  ],
  [
    "a single file and an index without shards",
    { [INDEX]: indexOf({ a: ONE }), "model.safetensors": shard("a") },
    "a",
    `model.safetensors,${INDEX}`,
    /its shards are missing/,
  ],
];

for (const [what, files, names, claimed, warning] of READ) {
  Deno.test(`openSafetensors() reads ${what}`, () =>
    withFiles(files, async (folder) => {
      const checkpoint = await openSafetensors(folder);
      equal([...checkpoint.tensors.keys()].sort().join(), names);
      equal(checkpoint.files.join(), claimed);
      match(checkpoint.warnings.join("\n"), warning ?? /^$/);
      checkpoint.close();
    }));
}

/** What is refused, and why. */
const REFUSED: readonly [what: string, files: Files, message: RegExp][] = [
  [
    "a single file and an index that differ",
    { ...SHARDED, "model.safetensors": shard("a", "z") },
    /of two saves: only the first has "z"/,
  ],
  ["a single file that lacks a tensor of the index", {
    ...SHARDED,
    "model.safetensors": shard("a"),
  }, /only the second has "b"/],
  [
    "a missing shard",
    { [INDEX]: SHARDED[INDEX]!, [ONE]: shard("a") },
    /names 2 files, and 1 of them are missing: "model-00002/,
  ],
  ["a shard that is missing without an index", { [TWO]: shard("b") }, /shard 1 of 2 .* is missing/],
  ["shards of two saves without an index", {
    [ONE]: shard("a"),
    [TWO]: shard("b"),
    "model-00001-of-00003.safetensors": shard("c"),
  }, /are of two saves/],
  [
    "a tensor that is not in its shard",
    { ...SHARDED, [TWO]: shard("c") },
    /tensor "b" is said to be in .* in none of the files/,
  ],
  [
    "a tensor that is in another shard",
    { ...SHARDED, [INDEX]: indexOf({ a: TWO, b: ONE }) },
    /tensor "a" is said to be in "model-00002.*", and is in "model-00001/,
  ],
  ["a tensor in two shards", { ...SHARDED, [TWO]: shard("a", "b") }, /tensor "a" is both in/],
  ["several indexes", {
    "a.safetensors.index.json": indexOf({}),
    "b.safetensors.index.json": indexOf({}),
  }, /it has 2 indexes/],
  ["an index without weight_map", { [INDEX]: '{"metadata":{}}' }, /has no weight_map/],
  [
    "an index with a tensor twice",
    { [INDEX]: '{"weight_map":{"a":"1","a":"2"}}' },
    /tensor "a" is given twice/,
  ],
  [
    "an index with weight_map twice",
    { [INDEX]: '{"weight_map":{},"weight_map":{}}' },
    /"weight_map" is given twice/,
  ],
  ["an index that is not JSON", { [INDEX]: "version https://git-lfs" }, /must be an object, not v/],
  ["an index that is not UTF-8", { [INDEX]: Uint8Array.of(0x7b, 0xff) }, /not UTF-8/],
  ...[
    "/etc/shadow",
    "../x.safetensors",
    "a/../../x",
    "C:x",
    "c:/x",
    "\\\\host\\x",
    "a\\b",
    "a\0b",
    "",
    "a//b",
    "./a",
  ].map(
    (file): [string, Files, RegExp] => [
      `an index that names ${JSON.stringify(file)}`,
      { [INDEX]: indexOf({ a: file }) },
      /tensor "a" is said to be in ".*", which (is|has)/,
    ],
  ),
  [
    "a size of 2^53",
    { "model.safetensors": emptyTensor("9007199254740993,0") },
    /shape \[9007199254740993,0\].*\(DimensionTooLarge\)/,
  ],
];

for (const [what, files, message] of REFUSED) {
  Deno.test(`openSafetensors() refuses ${what}`, () =>
    withFiles(files, (folder) => rejects(openSafetensors(folder), { exitCode: 3, message })));
}

function emptyTensor(shape: string): Uint8Array {
  const json = `{"x":{"dtype":"F32","shape":[${shape}],"data_offsets":[0,0]}}`;
  const file = new TextEncoder().encode(`\0\0\0\0\0\0\0\0${json}`);
  file[0] = json.length;
  return file;
}

Deno.test("openSafetensors() opens no link that an index makes to a fifo or device", async () => {
  if (Deno.build.os === "windows") return;
  await withFiles({ [INDEX]: indexOf({ a: "zero" }) }, async (folder) => {
    await Deno.symlink("/dev/zero", join(folder, "zero"));
    await rejects(openSafetensors(folder), /are missing: "zero"/);
  });
});
