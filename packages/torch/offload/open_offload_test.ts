import assert from "node:assert/strict";
import { join } from "node:path";
import { encodeSafetensors } from "@tensorferry/safetensors";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting } from "../testing/torch_save.ts";
import { openOffload } from "./open_offload.ts";

const RAW = { dtype: "bfloat16", shape: [2] };
const SHARD = encodeSafetensors([
  { name: "stored", dtype: "bfloat16", shape: [2], bytes: Uint8Array.of(0, 0, 0x80, 0x3f) },
]);

/** An offload folder; an index may be a function of where the folder is. */
async function open(
  index: string | object | ((folder: string) => object),
  files: Files = {},
  path = ".",
) {
  return await withFiles({ ...files, "sub/keep": "" }, async (folder) => {
    const value = typeof index === "function" ? index(folder) : index;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    Deno.writeTextFileSync(join(folder, "index.json"), text);
    return await readAll(await openOffload(join(folder, path)));
  });
}

Deno.test("openOffload() reads raw files: bfloat16 kept as int16, float8 as int8, scalars", async () => {
  const { tensors, files, warnings } = (await open({
    "a.weight": RAW,
    f8: { dtype: "float8_e4m3fn", shape: [1, 2] },
    scalar: { dtype: "int64", shape: [] },
  }, { "a.weight.dat": counting(4), "f8.dat": counting(2), "scalar.dat": counting(8) }))!;
  assert.deepEqual(tensors, {
    "a.weight": { spec: "bfloat16 [2]", bytes: [0, 1, 2, 3] },
    f8: { spec: "float8_e4m3fn [1,2]", bytes: [0, 1] },
    scalar: { spec: "int64 []", bytes: [0, 1, 2, 3, 4, 5, 6, 7] },
  });
  assert.deepEqual(files, ["index.json", "a.weight.dat", "f8.dat", "scalar.dat"]);
  assert.deepEqual(warnings, []);
});

Deno.test("openOffload() reads tensors of safetensors files, in the dtype that the index says", async () => {
  const entry = (folder: string) => ({
    safetensors_file: join(folder, "m.safetensors"),
    weight_name: "stored",
  });
  const { tensors, warnings } = (await open((folder) => ({
    same: { ...entry(folder), dtype: "bfloat16" },
    unsaid: entry(folder),
    wider: { ...entry(folder), dtype: "float32" },
    stored: { safetensors_file: "m.safetensors" },
  }), { "m.safetensors": SHARD }))!;
  assert.deepEqual(tensors, {
    same: { spec: "bfloat16 [2]", bytes: [0, 0, 0x80, 0x3f] },
    unsaid: { spec: "bfloat16 [2]", bytes: [0, 0, 0x80, 0x3f] },
    wider: { spec: "float32 [2]", bytes: [0, 0, 0, 0, 0, 0, 0x80, 0x3f] },
    stored: { spec: "bfloat16 [2]", bytes: [0, 0, 0x80, 0x3f] },
  });
  assert.deepEqual(warnings, []);
});

Deno.test("openOffload() names the files outside the folder that hold its tensors", async () => {
  await withFiles({ "m.safetensors": SHARD }, async (elsewhere) => {
    const file = join(elsewhere, "m.safetensors");
    const { tensors, warnings } = (await open({ stored: { safetensors_file: file } }))!;
    assert.equal(tensors["stored"]!.spec, "bfloat16 [2]");
    assert.match(warnings.join(), /^1 files outside the folder .*m\.safetensors"$/);
  });
});

Deno.test("openOffload() reads what transformers 5 offloads: shards as they were loaded, and a file for each fused tensor", async () => {
  const shard = encodeSafetensors([
    { name: "old.a", dtype: "float32", shape: [1], bytes: Uint8Array.of(0, 0, 0x80, 0x3f) },
    { name: "b", dtype: "bfloat16", shape: [1], bytes: Uint8Array.of(1, 2) },
  ]);
  const fused = encodeSafetensors([
    { name: "mlp.gate_up", dtype: "bfloat16", shape: [2], bytes: Uint8Array.of(3, 4, 5, 6) },
  ]);
  await withFiles({ "model-00001-of-00001.safetensors": shard }, async (original) => {
    const at = (folder: string, file: string, name: string) => ({
      safetensors_file: join(folder, file),
      weight_name: name,
      dtype: "bfloat16",
    });
    const shardAt = (name: string) => at(original, "model-00001-of-00001.safetensors", name);
    const { tensors, files, warnings } = (await open((folder) => ({
      "model.a": shardAt("old.a"),
      b: shardAt("b"),
      "tied.b": shardAt("b"),
      "mlp.gate_up": at(folder, "mlp.gate_up.safetensors", "mlp.gate_up"),
    }), { "mlp.gate_up.safetensors": fused, "stale.safetensors": fused, "._x.safetensors": "" }))!;
    assert.deepEqual(tensors, {
      "model.a": { spec: "bfloat16 [1]", bytes: [0x80, 0x3f] },
      b: { spec: "bfloat16 [1]", bytes: [1, 2] },
      "tied.b": { spec: "bfloat16 [1]", bytes: [1, 2] },
      "mlp.gate_up": { spec: "bfloat16 [2]", bytes: [3, 4, 5, 6] },
    });
    assert.deepEqual(files, ["index.json", "mlp.gate_up.safetensors"]);
    assert.deepEqual(warnings.map((warning) => warning.replace(/: .*\//, ": …/")), [
      '1 .safetensors files are not in index.json, and are not read: "stale.safetensors"',
      '1 files outside the folder hold tensors of it: …/model-00001-of-00001.safetensors"',
    ]);
  });
});

Deno.test("openOffload() takes no file along that a link leads to, out of the folder", async () => {
  if (Deno.build.os === "windows") return;
  await withFiles({ secret: counting(4), "folder/kept": "" }, async (folder) => {
    const offload = join(folder, "folder");
    Deno.writeTextFileSync(join(offload, "index.json"), JSON.stringify({ w: RAW }));
    Deno.symlinkSync(join(folder, "secret"), join(offload, "w.dat"));
    await assert.rejects(openOffload(offload), /w\.dat: .*link to what lies outside the folder/);
  });
});

Deno.test("openOffload() names .dat files that the index lacks", async () => {
  const files = { "a.dat": counting(4), "old.dat": counting(1) };
  assert.match((await open({ a: RAW }, files))!.warnings.join(), /^1 \.dat files .*"old.dat"$/);
});

Deno.test("openOffload() takes a folder or its index, and leaves the index.json of others to them", async () => {
  assert.deepEqual((await open({ a: RAW }, { "a.dat": counting(4) }, "index.json"))!.files, [
    "index.json",
    "a.dat",
  ]);
  for (const other of [{}, [], "{", { version: 1, entries: [] }, { a: { name: "x" } }, "3"]) {
    assert.equal(await open(other), undefined);
  }
  assert.equal(await open({ a: RAW }, {}, "sub"), undefined);
});

const REFUSED: readonly (readonly [
  what: string,
  said: RegExp,
  index: string | object,
  files?: Files,
])[] = [
  ["a missing file", /"a.dat" is missing/, { a: RAW }],
  ["a file of another size", /3 bytes, and bfloat16 \[2\] takes 4/, { a: RAW }, {
    "a.dat": counting(3),
  }],
  ["a name that leaves the folder", /leave the folder/, { "../a": RAW }],
  ["a name with a folder", /leave the folder/, { "sub/a": RAW }],
  ["a dtype that no container shares", /"complex128"/, { a: { dtype: "complex128", shape: [] } }],
  ["a negative size", /"a" has no shape/, { a: { dtype: "int8", shape: [-1] } }],
  ["no dtype", /"a" has no dtype/, { a: { dtype: 3, shape: [1] } }],
  ["an index that is not JSON, beside .dat files", /not JSON/, "{", { "a.dat": counting(1) }],
  ["an index of another kind, beside .dat files", /dtype and shape/, {}, { "a.dat": counting(1) }],
  [
    "an index of another program, beside .dat files and other weights: which of them count, nobody knows",
    /move it away, or give the path of the file or index that says where the tensors are$/,
    { version: 1 },
    { "a.dat": counting(1), "model.safetensors": SHARD },
  ],
  ["a path that leaves the folder", /leaves the folder/, {
    a: { safetensors_file: "../m.safetensors" },
  }],
  ["a file that is not safetensors", /Cannot read .*sub\/keep/, {
    a: { safetensors_file: "sub/keep" },
  }],
  ["a folder as file", /not a regular file/, { a: { safetensors_file: "sub" } }],
  ["a tensor that the file lacks", /"b" in "m.safetensors", which lacks it/, {
    a: { safetensors_file: "m.safetensors", weight_name: "b" },
  }, { "m.safetensors": SHARD }],
  ["a cast to an integer", /bfloat16 in "m.safetensors", to be read as int8/, {
    stored: { safetensors_file: "m.safetensors", dtype: "int8" },
  }, { "m.safetensors": SHARD }],
];
for (const [what, said, index, files] of REFUSED) {
  Deno.test(`openOffload() refuses ${what}`, async () => {
    await assert.rejects(open(index, files), said);
  });
}
