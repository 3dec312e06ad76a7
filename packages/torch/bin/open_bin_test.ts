import assert from "node:assert/strict";
import { join } from "node:path";
import { dict } from "../testing/pickler.ts";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting, tensor, torchArchive } from "../testing/torch_save.ts";
import { openBin } from "./open_bin.ts";

const BYTE = tensor({ type: "Byte", shape: [1] });

/** A file with a tensor of each name. */
function bin(...names: string[]): Uint8Array {
  const root = dict(Object.fromEntries(names.map((name) => [name, BYTE])));
  return torchArchive(root, { 0: counting(1) });
}

function index(weightMap: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ metadata: { total_size: 1 }, weight_map: weightMap });
}

async function open(files: Files, path = ".") {
  return await withFiles(files, async (folder) => await readAll(await openBin(join(folder, path))));
}

const INDEX = "pytorch_model.bin.index.json";
const [ONE, TWO] = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"];
const SHARDED: Files = { [INDEX]: index({ a: ONE, b: TWO }), [ONE]: bin("a"), [TWO]: bin("b") };

const READ: readonly (readonly [
  what: string,
  files: Files,
  names: string,
  claimed: string,
  warning?: RegExp,
])[] = [
  ["a single file", { "pytorch_model.bin": bin("a") }, "a", "pytorch_model.bin"],
  ["shards", SHARDED, "a,b", `${INDEX},${ONE},${TWO}`],
  [
    "shards of a variant",
    { "pytorch_model.bin.index.fp16.json": index({ a: "x.bin" }), "x.bin": bin("a") },
    "a",
    "pytorch_model.bin.index.fp16.json,x.bin",
  ],
  ["shards without an index", { [ONE]: bin("a"), [TWO]: bin("b") }, "a,b", `${ONE},${TWO}`],
  ["files of any name", { "a.pt": bin("a"), "b.pth": bin("b") }, "a,b", "a.pt,b.pth"],
  [
    "a tensor that is not in the index",
    { ...SHARDED, [TWO]: bin("b", "c") },
    "a,b,c",
    `${INDEX},${ONE},${TWO}`,
    /1 tensors .* not in .* kept: "c"/,
  ],
  [
    "what a training run leaves beside them",
    {
      "pytorch_model.bin": bin("a"),
      "training_args.bin": bin("x"),
      "optimizer.pt": bin("x"),
      "rng_state_0.pth": bin("x"),
    },
    "a",
    "pytorch_model.bin",
  ],
  [
    "a file of another kind",
    { "a.pt": bin("a"), "vocab.bin": "not of torch, and long enough" },
    "a",
    "a.pt",
    /another kind .*"vocab.bin"/,
  ],
];
for (const [what, files, names, claimed, warning] of READ) {
  Deno.test(`openBin() reads ${what}`, async () => {
    const read = (await open(files))!;
    assert.equal(Object.keys(read.tensors).join(), names);
    assert.equal(read.files.join(), claimed);
    if (warning === undefined) assert.deepEqual(read.warnings, []);
    else assert.match(read.warnings.join(), warning);
  });
}

const NOT_OURS: readonly (readonly [what: string, files: Files, path?: string])[] = [
  ["an empty folder", { "x/y": "" }],
  ["safetensors", { "model.safetensors": "x", "config.json": "{}" }],
  ["a training state alone", { "optimizer.bin": bin("x"), "training_args.bin": bin("x") }],
  ["files of another kind", { "vocab.bin": "not of torch, and long enough" }],
  ["an archive of another name", { "a.npz": bin("a") }, "a.npz"],
  ["a path that leads nowhere", {}, "nothing"],
];
for (const [what, files, path] of NOT_OURS) {
  Deno.test(`openBin() leaves ${what} to others`, async () => {
    assert.equal(await open(files, path), undefined);
  });
}

const REFUSED: readonly (readonly [what: string, said: RegExp, files: Files])[] = [
  ["a missing shard", /1 of them are missing: .*-00002-/, {
    [INDEX]: SHARDED[INDEX]!,
    [ONE]: bin("a"),
  }],
  ["a missing number", /file 2 of 2 .* is missing/, { [ONE]: bin("a") }],
  ["a tensor elsewhere", /"a" is said to be in/, { ...SHARDED, [ONE]: bin("b"), [TWO]: bin("a") }],
  ["a tensor nowhere", /in none of the files/, { ...SHARDED, [ONE]: bin("c") }],
  ["a tensor twice", /"a" is both in "a.pt" and in "b.pt"/, { "a.pt": bin("a"), "b.pt": bin("a") }],
  ["an index without a map", /weight_map/, { [INDEX]: "{}" }],
  ["an index that is not JSON", /a key of the index must be a string/, { [INDEX]: "{" }],
  ["an index that names a number", /a file in weight_map must be a string/, {
    [INDEX]: index({ a: 1 }),
  }],
  ["two indexes", /2 indexes/, {
    "pytorch_model.bin.index.a.json": index({}),
    "x.bin.index.json": index({}),
  }],
  ["a single file beside an index", /two saves/, { ...SHARDED, "pytorch_model.bin": bin("a") }],
  ["a pointer of Git LFS", /Git LFS/, {
    "pytorch_model.bin": "version https://git-lfs.github.com",
  }],
  ["a page", /begins as no file/, { "pytorch_model.bin": "<html>" }],
  ...["../x.bin", "/etc/shadow", "a\\b.bin", "C:x.bin", "a//b.bin", ""].map(
    (file): readonly [string, RegExp, Files] => [
      `an index that names ${JSON.stringify(file)}`,
      /"a" is said to be in ".*", which (is|has) /,
      { [INDEX]: index({ a: file }) },
    ],
  ),
];
for (const [what, said, files] of REFUSED) {
  Deno.test(`openBin() refuses ${what}`, async () => {
    await assert.rejects(open(files), said);
  });
}
