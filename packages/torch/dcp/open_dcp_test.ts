import assert from "node:assert/strict";
import { join } from "node:path";
import { bytesOfParts } from "../testing/pickler.ts";
import {
  type ChunkFile,
  distributedCheckpoint,
  itemOf,
  type MetadataForm,
  type Saved,
} from "../testing/distributed_checkpoint.ts";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting, tensor, type View } from "../testing/torch_save.ts";
import { type DcpState, openDcp } from "./open_dcp.ts";

async function open(files: Files, state: DcpState = "model", path = ".") {
  return await withFiles(
    files,
    async (folder) => await readAll(await openDcp(join(folder, path), state)),
  );
}

/** A chunk of bytes that count up from `from`. */
function chunk(
  offsets: readonly number[],
  sizes: readonly number[],
  from: number,
  more: Partial<ChunkFile> & { readonly view?: Partial<View> } = {},
): ChunkFile {
  const length = sizes.reduce((product, size) => product * size, 1);
  const view = { type: "Byte", elements: length, shape: sizes, ...more.view };
  return { offsets, sizes, item: itemOf(tensor(view), counting(length, from)), ...more };
}

function saved(shape: readonly number[], ...chunks: ChunkFile[]): Saved {
  return { dtype: "uint8", shape, chunks };
}

const WHOLE = saved([2], chunk([0], [2], 7));

const PLACEMENTS: readonly (readonly [what: string, saved: Saved, bytes: readonly number[]])[] = [
  ["by one rank", saved([2, 2], chunk([0, 0], [2, 2], 0)), [0, 1, 2, 3]],
  ["of no dimensions", saved([], chunk([], [], 9)), [9]],
  [
    "as Shard(0) of three ranks, the last of them empty",
    saved(
      [3],
      chunk([0], [2], 0, { file: "__0_0.distcp" }),
      chunk([2], [1], 10, { file: "__1_0.distcp" }),
      chunk([3], [0], 0, { file: "__2_0.distcp" }),
    ),
    [0, 1, 10],
  ],
  [
    "as Shard(1)",
    saved([2, 3], chunk([0, 0], [2, 2], 0), chunk([0, 2], [2, 1], 10)),
    [0, 1, 10, 2, 3, 11],
  ],
  [
    "as tiles, in any order",
    saved(
      [2, 3],
      chunk([1, 2], [1, 1], 30, { file: "__3_0.distcp" }),
      chunk([0, 0], [1, 2], 0, { file: "__0_0.distcp" }),
      chunk([1, 0], [1, 2], 20, { file: "__2_0.distcp" }),
      chunk([0, 2], [1, 1], 10, { file: "__1_0.distcp" }),
    ),
    [0, 1, 10, 20, 21, 30],
  ],
  [
    "transposed, which only the item says",
    saved([2, 3], chunk([0, 0], [2, 3], 0, { view: { strides: [1, 2] } })),
    [0, 2, 4, 1, 3, 5],
  ],
  ["of no elements", saved([0, 4], chunk([0, 0], [0, 4], 0)), []],
];
for (const [what, one, bytes] of PLACEMENTS) {
  Deno.test(`openDcp() reads a tensor saved ${what}`, async () => {
    const { tensors } = (await open(distributedCheckpoint({ w: one })))!;
    assert.deepEqual(tensors, { w: { spec: `uint8 [${one.shape}]`, bytes } });
  });
}

const OLD = "torch.distributed._shard.sharded_tensor.metadata";
/** Of class `owner`, the member `name`: what Python 3.11.2 writes for an enum. */
function attribute(owner: string, ...name: string[]): MetadataForm {
  const [, module, className] = /^(.*)\.(\w+)$/.exec(owner)!;
  return { attribute: [{ module: module!, name: className! }, ...name] };
}
const FORMATS = "torch.distributed.checkpoint.metadata._MEM_FORMAT_ENCODING";

const FORMS: readonly (readonly [what: string, form: MetadataForm])[] = [
  ["in protocol 2", { protocol: 2 }],
  ["of Python 3.11.2", attribute(FORMATS, "TORCH_CONTIGUOUS_FORMAT")],
  ["with the classes that older torch took from elsewhere", {
    properties: { module: OLD, memoryFormat: "MEM_FORMAT_ENCODING" },
  }],
  ["with the classes of torch 1.13", {
    module: "torch.distributed._shard.checkpoint.metadata",
    properties: { module: OLD, memoryFormat: "MEM_FORMAT_ENCODING" },
  }],
  ...["PosixPath", "WindowsPath", "PurePosixPath"].flatMap((name) =>
    ["pathlib", "pathlib._local"].map((module): [string, MetadataForm] => [
      `with a ${module}.${name}`,
      { path: [module, name] },
    ])
  ),
];
for (const [what, form] of FORMS) {
  Deno.test(`openDcp() reads a .metadata ${what}`, async () => {
    const { tensors } = (await open(distributedCheckpoint({ w: WHOLE }, form)))!;
    assert.deepEqual(tensors, { w: { spec: "uint8 [2]", bytes: [7, 8] } });
  });
}

for (
  const form of [
    attribute("torch.Size", "numel"),
    attribute("builtins.getattr", "__call__"),
    attribute(FORMATS),
    attribute(FORMATS, "a", "b"),
  ]
) {
  Deno.test(`openDcp() takes no other attribute: ${JSON.stringify(form.attribute)}`, async () => {
    await assert.rejects(
      open(distributedCheckpoint({ w: WHOLE }, form)),
      /is asked for more than a memory format/,
    );
  });
}

const REFUSED: readonly (readonly [what: string, said: RegExp, files: Files])[] = [
  [
    "a gap",
    /"w", no chunk holds its element \[2\]/,
    distributedCheckpoint({ w: saved([3], chunk([0], [2], 0)) }),
  ],
  [
    "a gap within a tile",
    /"w", no chunk holds its element \[1,1\]/,
    distributedCheckpoint({ w: saved([2, 2], chunk([0, 0], [2, 1], 0), chunk([0, 1], [1, 1], 0)) }),
  ],
  [
    "an overlap",
    /"w", 2 chunks hold its element \[1\]/,
    distributedCheckpoint({ w: saved([3], chunk([0], [2], 0), chunk([1], [2], 0)) }),
  ],
  [
    "a chunk beyond the tensor",
    /"w", a chunk of shape \[2\] at \[1\]/,
    distributedCheckpoint({ w: saved([2], chunk([1], [2], 0)) }),
  ],
  [
    "a transform",
    /"w" is written through a transform, "stream.zstd\/1"/,
    distributedCheckpoint({ w: saved([1], chunk([0], [1], 0, { transforms: ["stream.zstd/1"] })) }),
  ],
  [
    "a dtype that contradicts",
    /"w" is uint8 \[2\], and said to be float16/,
    distributedCheckpoint({ w: { ...WHOLE, dtype: "float16" } }),
  ],
  [
    "a shape that contradicts",
    /"w" is uint8 \[4\], and said to be uint8 \[2,2\]/,
    distributedCheckpoint({
      w: saved([2, 2], chunk([0, 0], [2, 2], 0, { view: { shape: [4] } })),
    }),
  ],
  [
    "an item that is cut",
    /zip archive/,
    distributedCheckpoint({ w: saved([1], chunk([0], [1], 0, { byteLength: 100 })) }),
  ],
  [
    "an item beyond its file",
    /"w" ends at/,
    distributedCheckpoint({ w: saved([1], chunk([0], [1], 0, { byteLength: 10 ** 6 })) }),
  ],
  [
    "an item that is no tensor",
    /"w" is no tensor/,
    distributedCheckpoint({
      w: saved([1], { offsets: [0], sizes: [1], item: itemOf([1], counting(1)) }),
    }),
  ],
  [
    "a file outside the folder",
    /"w" is said to be in "\.\.\/x", which is outside/,
    (() => {
      const outside = saved([1], chunk([0], [1], 0, { file: "../x" }));
      const { ".metadata": metadata } = distributedCheckpoint({ w: outside });
      return { ".metadata": metadata!, "a.distcp": "" };
    })(),
  ],
  [
    "a missing file",
    /1 of them are missing: "__7_0.distcp"/,
    (() => {
      const { ".metadata": metadata } = distributedCheckpoint({
        w: saved([1], chunk([0], [1], 0, { file: "__7_0.distcp" })),
      });
      return { ".metadata": metadata!, "__0_0.distcp": "" };
    })(),
  ],
  [
    "a chunk without a place",
    /where the chunk at \[0\] of "w" lies/,
    distributedCheckpoint({ w: WHOLE }, { withoutPlace: true }),
  ],
  [
    "a value whose attributes are no dict",
    /is given a list as attributes/,
    distributedCheckpoint({ w: WHOLE }, { values: ["step"], valueState: ["x"] }),
  ],
  ["a save that did not end", /written last/, { "__0_0.distcp": "" }],
  ["a .metadata of something else", /metadata of torch/, {
    ".metadata": bytesOfParts(0x80, 2, "}."),
    "__0_0.distcp": "",
  }],
  ["a .metadata that runs a command", /"os.system"/, {
    ".metadata": bytesOfParts("cos\nsystem\n(X\x04\x00\x00\x00echotR."),
    "__0_0.distcp": "",
  }],
  ["a class that a .metadata has no use for", /"torch._utils._rebuild_tensor_v2"/, {
    ".metadata": bytesOfParts("ctorch._utils\n_rebuild_tensor_v2\n."),
    "__0_0.distcp": "",
  }],
];
for (const [what, said, files] of REFUSED) {
  Deno.test(`openDcp() refuses ${what}`, async () => {
    await assert.rejects(open(files), said);
  });
}

Deno.test("openDcp() reads no .metadata that was cut, wherever that is", async () => {
  const files = distributedCheckpoint({ w: WHOLE });
  const metadata = files[".metadata"] as Uint8Array;
  for (let length = 0; length < metadata.length; length += 7) {
    const cut = { ...files, ".metadata": metadata.subarray(0, length) };
    await assert.rejects(open(cut), { tag: "Pickle", rule: "Truncated" });
  }
});

Deno.test("openDcp() takes a folder or its .metadata, and leaves all else to others", async () => {
  const files = distributedCheckpoint({ w: WHOLE });
  assert.deepEqual((await open(files, "model", ".metadata"))!.files, [".metadata", "__0_0.distcp"]);
  assert.equal(await open(files, "model", "__0_0.distcp"), undefined);
  assert.equal(await open({ ".metadata": "x", "model.safetensors": "y" }), undefined);
  assert.equal(await open({}, "model", "nothing"), undefined);
  assert.equal(await open({ ".metadata": "x", "._a.distcp": "y" }), undefined);
});

Deno.test("openDcp() leaves the training state out and names it, unless all is asked for", async () => {
  const of = (...path: string[]): Saved => ({ ...WHOLE, path });
  const files = distributedCheckpoint({
    "model.w": of("model", "w"),
    "optimizer.state.w.exp_avg": of("optimizer", "state.w.exp_avg"),
  }, { values: ["train_state.step"] });
  const model = (await open(files))!;
  assert.deepEqual(Object.keys(model.tensors), ["w"]);
  assert.match(model.warnings[0]!, /^1 tensors are of the training state.*exp_avg"$/);
  assert.match(model.warnings[1]!, /^1 values are no tensors.*"train_state.step"$/);
  const all = (await open(files, "all"))!;
  assert.deepEqual(Object.keys(all.tensors), ["model.w", "optimizer.state.w.exp_avg"]);
  assert.equal(all.warnings.length, 1);
});
