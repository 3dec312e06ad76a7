import { littleEndian } from "../mutate/values.ts";
import { int, type Part, pickled, put, putSparse, text, torchZip } from "./files.ts";
import { testRefusals } from "./refusal.ts";

const PROTO = "\x80\x02";
const DATA = "__0_0.distcp";

/** What Python makes an object of: its class, and its attributes. */
function made(
  module: string,
  name: string,
  attributes: readonly (readonly [string, Part])[],
): Part {
  return [
    `c${module}\n${name}\n)\x81}(`,
    attributes.map(([key, value]) => [text(key), value]),
    "ub",
  ];
}

const METADATA = "torch.distributed.checkpoint.metadata";

const size = (...sizes: readonly Part[]): Part => ["(", sizes, "t"];

function chunk(at: number, rows = 1): Part {
  return made(METADATA, "ChunkStorageMetadata", [["offsets", size(int(at))], [
    "sizes",
    size(int(rows)),
  ]]);
}

function tensor(shape: Part, chunks: Part): Part {
  const properties = made(METADATA, "TensorProperties", [["dtype", "ctorch\nfloat32\n"]]);
  return made(METADATA, "TensorStorageMetadata", [
    ["properties", properties],
    ["size", shape],
    ["chunks", chunks],
  ]);
}

function index(name: Part, at: number): Part {
  return made(METADATA, "MetadataIndex", [["fqn", name], ["offset", size(int(at))]]);
}

function place(file: string, byteLength: number): Part {
  return made("torch.distributed.checkpoint.filesystem", "_StorageInfo", [
    ["relative_path", text(file)],
    ["offset", int(0)],
    ["length", int(byteLength)],
  ]);
}

/** What `torch.save` makes of one float32. */
const ITEM = torchZip(
  pickled(
    ...[PROTO, "ctorch._utils\n_rebuild_tensor_v2\n((", text("storage"), "ctorch\nFloatStorage\n"],
    ...[text("0"), text("cpu"), "K\x01tQK\x00(K\x01t(K\x01t\x89ccollections\nOrderedDict\n)RtR."],
  ),
  [{ name: "a/data/0", payload: new Uint8Array(4) }],
);

/** Writes a checkpoint: what tensors are, by name, and where items lie, by index. */
function checkpoint(tensors: readonly Part[], items: readonly Part[]): (folder: string) => void {
  return (folder) => {
    const whole = made(METADATA, "Metadata", [
      ["state_dict_metadata", ["}(", tensors, "u"]],
      ["storage_data", ["}(", items, "u"]],
    ]);
    put(folder, ".metadata", pickled(PROTO, whole, "."));
    put(folder, DATA, ITEM);
  };
}

const MANY = Array.from({ length: 20_000 }, (_, i) => i);
const ofMany = [text("a"), tensor(size(int(MANY.length)), ["](", MANY.map((i) => chunk(i)), "e"])];
/** A name of a megabyte, kept, and fetched for every chunk but the first. */
const longName = (i: number): Part => i === 0 ? [text("n".repeat(2 ** 20)), "q\x09"] : "h\x09";

testRefusals("a .metadata is refused", [
  [
    "of 2^53 rows by its word",
    /no chunk holds its element \[1\]/,
    checkpoint(
      [
        text("a"),
        tensor(size(["\x8a\x08", littleEndian(2n ** 53n - 1n, 8)]), ["](", chunk(0), "e"]),
      ],
      [index(text("a"), 0), place(DATA, ITEM.length)],
    ),
  ],
  [
    "of a billion chunks by reference",
    /copy more items/,
    checkpoint([
      ...[
        text("a"),
        tensor(size(int(1)), ["](", chunk(0), "q\x00", "h\x00".repeat(1e5), "eq\x01"]),
      ],
      ...MANY.map((i) => [text(`b${i}`), tensor(size(int(1)), "h\x01")]),
    ], []),
  ],
  [
    "of 20,000 names of one tensor of 100,000 empty chunks",
    /said to be float32 \[0\]/,
    checkpoint([
      ...[
        text("a"),
        tensor(size(int(0)), ["](", chunk(0, 0), "q\x00", "h\x00".repeat(1e5), "e"]),
        "q\x01",
      ],
      ...MANY.map((i) => [text(`b${i}`), "h\x01"]),
    ], [
      ...[index(text("a"), 0), place(DATA, ITEM.length)],
      ...MANY.map((i) => [index(text(`b${i}`), 0), place(DATA, ITEM.length)]),
    ]),
  ],
  [
    "of 20,000 items of one name of a megabyte",
    /where the chunk at \[0\] of "a" lies/,
    checkpoint(ofMany, MANY.map((i) => [index(longName(i), i), place(DATA, ITEM.length)])),
  ],
  [
    "of 20,000 items in one place",
    /begins at 0, within another/,
    checkpoint(ofMany, MANY.map((i) => [index(text("a"), i), place(DATA, ITEM.length)])),
  ],
  [
    "that names a file outside",
    /outside the folder/,
    checkpoint([], [index(text("a"), 0), place("../../etc/passwd", 1)]),
  ],
  [
    "of an item beyond its file",
    /and the file has/,
    checkpoint(
      [text("a"), tensor(size(int(1)), ["](", chunk(0), "e"])],
      [index(text("a"), 0), place(DATA, 2 ** 31 - 1)],
    ),
  ],
  ["of 1 GB", /at most 268435456 are read/, (folder) => {
    putSparse(folder, ".metadata", pickled(PROTO), 1e9);
    put(folder, DATA, ITEM);
  }],
  ["of 268 MB that are a hole", /UnknownOpcode/, (folder) => {
    putSparse(folder, ".metadata", pickled(PROTO), 268e6);
    put(folder, DATA, ITEM);
  }],
]);
