import { littleEndian } from "../mutate/values.ts";
import { manyEntries, put, putSparse, safetensorsOf } from "./files.ts";
import { type HostileCase, testReadings, testRefusals } from "./refusal.ts";

const FILE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

function headed(what: string, said: RegExp, header: string, dataBytes = 0): HostileCase {
  return [what, said, (folder) => put(folder, FILE, safetensorsOf(header, dataBytes))];
}

function indexed(what: string, said: RegExp, index: string): HostileCase {
  return [what, said, (folder) => put(folder, INDEX, index)];
}

function entry(shape: string, offsets: string, dtype = "U8"): string {
  return `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
}

testRefusals("a header is refused", [
  [
    "that is said to have 2^63 bytes",
    /HeaderTooLarge/,
    (folder) => putSparse(folder, FILE, littleEndian(2n ** 63n, 8), 1e12),
  ],
  [
    "of 1 GB, in a file of 1 TB",
    /HeaderTooLarge/,
    (folder) => putSparse(folder, FILE, littleEndian(10n ** 9n, 8), 1e12),
  ],
  [
    "of 100 MB that are a hole",
    /InvalidHeaderDeserialization/,
    (folder) => putSparse(folder, FILE, littleEndian(99_999_992n, 8), 1e12),
    { verb: "convert" },
  ],
  headed("100,000 deep", /InvalidHeaderDeserialization/, "[".repeat(100_000)),
  headed("with a field 100,000 deep", /127 objects/, `{"a":{"x":${"[".repeat(100_000)}`),
  headed(
    "of a product beyond 2^53",
    /TensorInvalidInfo/,
    `{"a":${entry("[134217728,134217728]", "[0,1]")}}`,
    1,
  ),
  headed(
    "of a product beyond 2^64",
    /ValidationOverflow/,
    `{"a":${entry("[4294967296,4294967296,0]", "[0,0]")}}`,
  ),
  headed(
    "of a size beyond 2^53",
    /DimensionTooLarge/,
    `{"a":${entry("[0,9007199254740993]", "[0,0]")}}`,
  ),
  headed(
    "of a million dimensions",
    /more than 64 dimensions, .*TooLarge/,
    `{"a":${entry(`[${"0,".repeat(1e6)}0]`, "[0,0]")}}`,
  ),
  headed(
    "of offsets beyond the file",
    /MetadataIncompleteBuffer/,
    `{"a":${entry("[1000]", "[0,1000]")}}`,
    10,
  ),
  headed(
    "of offsets at 2^64",
    /InvalidOffset/,
    `{"a":${entry("[1]", "[18446744073709551614,18446744073709551615]")}}`,
    1,
  ),
  headed(
    "of tensors that overlap",
    /InvalidOffset/,
    `{"a":${entry("[2]", "[0,2]")},"b":${entry("[2]", "[1,3]")}}`,
    3,
  ),
  headed(
    "with a key twice",
    /given twice/,
    `{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}`,
  ),
  headed("of more tensors than are read", /more than 1048576 tensors/, manyEntries(2 ** 20 + 1, 0)),
  headed(
    "with a name of 20 MB",
    /20000000 bytes.*TooLarge/,
    `{"${"1a".repeat(1e7)}":${entry("[0]", "[0,0]")}}`,
  ),
  headed(
    "with a dtype of 3 million escapes",
    /3000000 characters/,
    `{"a":${entry("[0]", "[0,0]", "\\u0061".repeat(3e6))}}`,
  ),
  headed(
    "with a name that drives a terminal, told of",
    /\\u001b\[2J.*\\u202e/,
    `{"\\u001b[2J\\n\u202e\x9b":${entry("[1]", "[0,2]")}}`,
    2,
  ),
]);

testReadings("a header is read", [
  headed(
    "with a number of 20 million zeros",
    /a {2}uint8/,
    `{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":0.${"0".repeat(2e7)}e1}}`,
  ),
  headed(
    "with names of JavaScript's own",
    /__proto__ .*uint8 \[1\]/,
    `{"__proto__":${entry("[1]", "[0,1]")},"constructor":${entry("[1]", "[1,2]")}}`,
    2,
  ),
  headed(
    "with names of other places and of a terminal",
    /\\u0000.*\\u001b\[2J/s,
    `{"../../x":${entry("[0]", "[0,0]")},"a\\u0000\\n\\u001b[2J\\u009b\\u202e":${
      entry("[0]", "[0,0]")
    }}`,
  ),
  ["of 8 TB, in a sparse file", /8 TB/, (folder) => {
    const head = safetensorsOf(`{"a":${entry("[8000000000000]", "[0,8000000000000]")}}`);
    putSparse(folder, FILE, head, head.length + 8e12);
  }, { verb: "plan" }],
  [
    "of a million tensors",
    /1,000,000/,
    (folder) => put(folder, FILE, safetensorsOf(manyEntries(1e6, 1), 1e6)),
    { mostMiB: 3072 },
  ],
]);

testReadings("JSON of a header is safe", [
  [
    "with names of a terminal",
    /"a\\u009b2J\\u202e\\u001b"/,
    (folder) => {
      const name = "a\\u009b2J\\u202e\\u001b";
      put(folder, FILE, safetensorsOf(`{"${name}":${entry("[1]", "[0,1]")}}`, 1));
    },
    { more: ["--json"] },
  ],
]);

testRefusals("an index is refused", [
  ["of 1 GB", /200000000 at the most/, (folder) => putSparse(folder, INDEX, new Uint8Array(), 1e9)],
  [
    "of 190 MB that are a hole",
    /must be an object/,
    (folder) => putSparse(folder, INDEX, new Uint8Array(), 1.9e8),
    { mostMiB: 640 },
  ],
  [
    "of torch's files, 30 million deep",
    /must be an object/,
    (folder) => put(folder, "pytorch_model.bin.index.json", "[".repeat(3e7)),
  ],
  ["of an offload folder that is larger than any", /at most 33554432 are read/, (folder) => {
    putSparse(folder, "index.json", new Uint8Array(), 2e8);
    put(folder, "a.dat", "");
  }],
  ["of an offload folder, 33 million deep", /more than 16 objects and arrays lie/, (folder) => {
    put(folder, "index.json", "[".repeat(2 ** 25));
    put(folder, "a.dat", "");
  }],
  ["of an offload folder, of 11 million empty objects", /"a" has no dtype/, (folder) => {
    put(folder, "index.json", `{"a":{"dtype":[${"{},".repeat(11_000_000)}{}]}}`);
    put(folder, "a.dat", "");
  }, { mostMiB: 1536 }],
  indexed("that is deep", /127 objects/, `{"a":${"[".repeat(1e6)}`),
  indexed(
    "with a tensor twice",
    /given twice/,
    `{"weight_map":{"a":"x.safetensors","a":"x.safetensors"}}`,
  ),
  indexed(
    "of more tensors than are read",
    /more than 1048576 tensors/,
    `{"weight_map":{${
      Array.from({ length: 2 ** 20 + 1 }, (_, i) => `"${i.toString(36)}":"x"`).join()
    }}}`,
  ),
  indexed(
    "of more keys than are read",
    /more than 1048576 keys/,
    `{${Array.from({ length: 2 ** 20 + 1 }, (_, i) => `"${i.toString(36)}":0`).join()}}`,
  ),
  ...["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "a\0b"].map((file) =>
    indexed(
      `that names ${JSON.stringify(file)}`,
      /which (is|has) /,
      JSON.stringify({ weight_map: { a: file } }),
    )
  ),
  indexed(
    "that names a file that drives a terminal",
    /\\u001b/,
    `{"weight_map":{"a":"\\u001b[2J.safetensors"}}`,
  ),
]);
