import assert from "node:assert/strict";
import { dict, type Picklable, tuple } from "../testing/pickler.ts";
import { type Files, readAll, withFiles } from "../testing/files.ts";
import { counting, parameter, tensor, torchArchive } from "../testing/torch_save.ts";
import { openBin } from "./open_bin.ts";

async function read(file: Uint8Array) {
  const files: Files = { "model.pt": file };
  return (await withFiles(files, async (folder) => await readAll(await openBin(folder))))!;
}

/** Tensors of storage "0", which has the bytes 0 to 23, as 8-bit or 16-bit elements. */
const VIEWS: readonly (readonly [
  what: string,
  root: Picklable,
  spec: string,
  bytes: readonly number[],
])[] = [
  [
    "in C order",
    tensor({ type: "Byte", elements: 24, shape: [2, 3] }),
    "uint8 [2,3]",
    [0, 1, 2, 3, 4, 5],
  ],
  [
    "from an offset",
    tensor({ type: "Short", elements: 12, offset: 2, shape: [2] }),
    "int16 [2]",
    [4, 5, 6, 7],
  ],
  [
    "transposed",
    tensor({ type: "Byte", elements: 24, shape: [3, 2], strides: [1, 3] }),
    "uint8 [3,2]",
    [0, 3, 1, 4, 2, 5],
  ],
  [
    "every third",
    tensor({ type: "Byte", elements: 24, shape: [4], strides: [3] }),
    "uint8 [4]",
    [0, 3, 6, 9],
  ],
  [
    "expanded",
    tensor({ type: "Short", elements: 12, shape: [2, 2], strides: [0, 1] }),
    "int16 [2,2]",
    [0, 1, 2, 3, 0, 1, 2, 3],
  ],
  [
    "windows that share elements",
    tensor({ type: "Byte", elements: 24, shape: [3, 2], strides: [1, 1] }),
    "uint8 [3,2]",
    [0, 1, 1, 2, 2, 3],
  ],
  ["of no dimensions", tensor({ type: "Byte", elements: 24, offset: 7, shape: [] }), "uint8 []", [
    7,
  ]],
  ["of no elements", tensor({ type: "Byte", elements: 24, shape: [0, 3] }), "uint8 [0,3]", []],
  [
    "of a size 1 with any stride",
    tensor({ type: "Byte", elements: 24, shape: [1, 2], strides: [99, 1] }),
    "uint8 [1,2]",
    [0, 1],
  ],
  [
    "a parameter",
    parameter(tensor({ type: "Char", elements: 24, shape: [2] })),
    "int8 [2]",
    [0, 1],
  ],
  [
    "of a dtype without storages",
    tensor({
      type: "Untyped",
      elements: 24,
      offset: 1,
      shape: [2],
      version: 3,
      rest: [{ module: "torch", name: "uint16" }],
    }),
    "uint16 [2]",
    [2, 3, 4, 5],
  ],
  [
    "with attributes",
    {
      module: "torch._tensor",
      name: "_rebuild_from_type_v2",
      args: [
        { module: "torch._utils", name: "_rebuild_tensor_v2" },
        { module: "torch.nn.parameter", name: "Parameter" },
        tuple(...tensor({ type: "Byte", elements: 24, shape: [1] }).args!),
        dict({ note: "x" }),
      ],
    },
    "uint8 [1]",
    [0],
  ],
  [
    "with a lazy conjugate that is not set",
    tensor({ type: "Byte", elements: 24, shape: [1], rest: [dict({ conj: false })] }),
    "uint8 [1]",
    [0],
  ],
];
for (const [what, view, spec, bytes] of VIEWS) {
  Deno.test(`openBin() reads a view ${what}`, async () => {
    const { tensors } = await read(torchArchive(dict({ x: view }), { 0: counting(24) }));
    assert.deepEqual(tensors, { x: { spec, bytes } });
  });
}

const UNREADABLE: readonly (readonly [what: RegExp, root: Picklable])[] = [
  [/sparse/, { module: "torch._utils", name: "_rebuild_sparse_tensor", args: [null, null] }],
  [/quantised/, { module: "torch._utils", name: "_rebuild_qtensor", args: [] }],
  [/nested/, { module: "torch._utils", name: "_rebuild_nested_tensor", args: [] }],
  [/meta tensor/, {
    module: "torch._utils",
    name: "_rebuild_meta_tensor_no_storage",
    args: [],
  }],
  [/changed when it is read \("neg"\)/, tensor({ shape: [1], rest: [dict({ neg: true })] })],
  [/dtype complex128/, tensor({ type: "ComplexDouble", shape: [2] })],
];
for (const [what, root] of UNREADABLE) {
  Deno.test(`openBin() refuses a tensor that is ${what.source}, by its name`, async () => {
    const file = torchArchive(dict({ "a.weight": root }), { 0: counting(32) });
    await assert.rejects(read(file), (error: Error & { tag?: string; tensor?: string }) => {
      assert.equal(error.tag, "UnreadableTensor");
      assert.equal(error.tensor, "a.weight");
      assert.match(error.message, what);
      return true;
    });
  });
}

const half = tensor({ type: "Half", shape: [2] });
const MALFORMED: readonly (readonly [what: string, said: RegExp, file: Uint8Array])[] = [
  ["a storage that is not there", /"0" of 4 bytes is not in it/, torchArchive(dict({ x: half }))],
  [
    "a storage of another size",
    /"0" of 4 bytes is there with 3/,
    torchArchive(dict({ x: half }), { 0: counting(3) }),
  ],
  [
    "a view beyond its storage",
    /"x" .* reaches byte 4 of its storage, which has 3/,
    torchArchive(dict({ x: tensor({ type: "Byte", elements: 3, shape: [4] }) }), {
      0: counting(3),
    }),
  ],
  [
    "a view that is larger than anything",
    /reaches byte/,
    torchArchive(
      dict({
        x: tensor({ type: "Byte", elements: 3, shape: [2 ** 40, 2], strides: [2 ** 40, 1] }),
      }),
      { 0: counting(3) },
    ),
  ],
  [
    "a negative stride",
    /given -1 as strides/,
    torchArchive(dict({ x: tensor({ type: "Byte", shape: [2], strides: [-1] }) }), {
      0: counting(2),
    }),
  ],
  [
    "a size that is a float",
    /given a float as sizes/,
    torchArchive(dict({ x: tensor({ elements: 1, shape: [{ float: 1 }], strides: [1] }) })),
  ],
  [
    "sizes of 65 dimensions",
    /65 numbers/,
    torchArchive(dict({ x: tensor({ shape: new Array(65).fill(1) }) })),
  ],
  ["no version", /no entry called version/, torchArchive(dict({ x: half }), {}, { version: "" })],
  ["a version to come", /"11"/, torchArchive(dict({ x: half }), {}, { version: "11" })],
  [
    "an unknown byte order",
    /"middle"/,
    torchArchive(dict({ x: half }), {}, { byteorder: "middle" }),
  ],
  [
    "a TorchScript program",
    /TorchScript/,
    torchArchive(dict({ x: half }), {}, {
      more: [{ name: "archive/constants.pkl", bytes: counting(1) }],
    }),
  ],
  [
    "two pickles",
    /2 entries called data.pkl/,
    torchArchive(dict({}), {}, { more: [{ name: "b/data.pkl", bytes: counting(1) }] }),
  ],
  [
    "an entry outside the folder",
    /"b\/x" is outside/,
    torchArchive(dict({}), {}, { more: [{ name: "b/x", bytes: counting(1) }] }),
  ],
  ["a tensor alone", /holds a tensor/, torchArchive(half, { 0: counting(4) })],
  ["a list", /holds a list/, torchArchive([half], { 0: counting(4) })],
  [
    "a call within a call",
    /makes no tensor/,
    torchArchive(dict({
      x: {
        module: "torch._tensor",
        name: "_rebuild_from_type_v2",
        args: [{ module: "torch._tensor", name: "_rebuild_from_type_v2" }, null, tuple(), null],
      },
    })),
  ],
  [
    "a class that torch does not know",
    /"__main__.Model"/,
    torchArchive(
      { module: "__main__", name: "Model", args: [] },
    ),
  ],
];
for (const [what, said, file] of MALFORMED) {
  Deno.test(`openBin() refuses ${what}`, async () => {
    await assert.rejects(read(file), said);
  });
}

Deno.test("openBin() reads tied names as the same bytes of one storage", async () => {
  const shared = tensor({ type: "Byte", shape: [3] });
  const file = torchArchive(dict({ a: shared, b: shared }), { 0: counting(3) });
  await withFiles({ "m.bin": file }, async (folder) => {
    const stored = (await openBin(folder))!;
    assert.deepEqual(stored.tensors.get("a"), stored.tensors.get("b"));
    stored.close();
  });
});

Deno.test("openBin() reads single bytes of a big-endian file, and refuses what is longer", async () => {
  const root = (type: string) => dict({ x: tensor({ type, elements: 2, shape: [2] }) });
  const big = { byteorder: "big" };
  const { tensors } = await read(torchArchive(root("Bool"), { 0: counting(2) }, big));
  assert.deepEqual(tensors["x"], { spec: "bool [2]", bytes: [0, 1] });
  await assert.rejects(read(torchArchive(root("Half"), { 0: counting(4) }, big)), /big-endian/);
});

Deno.test("openBin() reads archives of any prefix, marked little-endian", async () => {
  const extras = { prefix: "pytorch_model", byteorder: "little" };
  const { tensors } = await read(torchArchive(dict({ x: half }), { 0: counting(4) }, extras));
  assert.deepEqual(tensors["x"], { spec: "float16 [2]", bytes: [0, 1, 2, 3] });
});

Deno.test("openBin() reads no archive that was cut, wherever that is", async () => {
  const file = torchArchive(dict({ x: half }), { 0: counting(4) });
  for (let length = 16; length < file.length; length++) {
    await assert.rejects(read(file.subarray(0, length)), { tag: "Zip" });
  }
});
