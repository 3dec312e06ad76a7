import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "@tensorferry/core";
import { fixturePath } from "../../checkpoint_fixture.ts";
import { put, putSparse, safetensorsOf } from "./files.ts";
import { type HostileCase, testReadings, testRefusals } from "./refusal.ts";

const FILE = "model.safetensors";
const INDEX = "model.safetensors.index.json";
const MANY = 100_000;

/** A file of one byte. */
function one(name: string): Uint8Array {
  return safetensorsOf(`{"${name}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, 1);
}

function indexOf(weightMap: Readonly<Record<string, string>>): string {
  return JSON.stringify({ weight_map: weightMap });
}

function fifo(
  file: string,
  said: RegExp,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): HostileCase {
  const make = (folder: string) => {
    for (const [name, content] of Object.entries(files)) put(folder, name, content);
  };
  return [`a fifo as ${file}`, said, make, { fifos: [file] }];
}

testRefusals("a folder is refused", [
  fifo(FILE, /not a regular file/),
  fifo("model-00001-of-00001.safetensors", /1 of them are missing/, {
    [INDEX]: indexOf({ a: "model-00001-of-00001.safetensors" }),
  }),
  fifo(INDEX, /not a regular file/),
  fifo("config.json", /not a file/, { [FILE]: one("a") }),
  fifo("pytorch_model.bin", /not a regular file/),
  fifo("pytorch_model.bin.index.json", /not a regular file/),
  fifo("index.json", /not a regular file/),
  fifo(".metadata", /not a regular file/, { "__0_0.distcp": "x" }),
  fifo("shard-00001-model-00001-of-00001.safetensors", /not a regular file/),
  [
    "a device as model.safetensors",
    /not a regular file/,
    (folder) => symlinkSync("/dev/zero", join(folder, FILE)),
  ],
  [
    "a device as pytorch_model.bin",
    /not a regular file/,
    (folder) => symlinkSync("/dev/zero", join(folder, "pytorch_model.bin")),
  ],
  ["a link to itself", /Cannot open/, (folder) => symlinkSync(FILE, join(folder, FILE))],
  ["links to each other, named by an index", /1 of them are missing/, (folder) => {
    symlinkSync("b.safetensors", join(folder, "a.safetensors"));
    symlinkSync("a.safetensors", join(folder, "b.safetensors"));
    put(folder, INDEX, indexOf({ a: "a.safetensors" }));
  }],
  [
    "a link to a file that is not granted",
    /Requires read access to "\/etc\/passwd"/,
    (folder) => symlinkSync("/etc/passwd", join(folder, FILE)),
    { code: EXIT.usage },
  ],
  ["a link to a file that is no checkpoint's", /InvalidHeader|HeaderTooLarge/, (folder) => {
    put(folder, "secret.txt", "root:x:0:0:root:/root:/bin/bash");
    symlinkSync("secret.txt", join(folder, FILE));
  }],
  [
    "a name that no file system takes, in an index of torch's",
    /1 of them are missing/,
    (folder) => put(folder, "pytorch_model.bin.index.json", indexOf({ a: "x".repeat(4000) })),
  ],
  ["a folder as a shard", /1 of them are missing/, (folder) => {
    mkdirSync(join(folder, "a.safetensors"));
    put(folder, INDEX, indexOf({ a: "a.safetensors" }));
  }],
  ["a file that is cut while it is read", /ends after|has \d+ bytes|had \d+ bytes/, (folder) => {
    const head = safetensorsOf(
      `{"a":{"dtype":"U8","shape":[4000000000],"data_offsets":[0,4000000000]}}`,
    );
    putSparse(folder, FILE, head, head.length + 4e9);
  }, { verb: "convert", more: ["--no-sync"], cut: { file: FILE, byteLength: 1000 } }],
]);

testReadings("a folder is read", [
  ["of 100,000 other files", /99,995 more/, (folder) => {
    put(folder, FILE, one("a"));
    for (let i = 0; i < MANY; i++) put(folder, `${i}.txt`, "");
  }],
  ["of 100,000 shards", /100,000 files/, (folder) => {
    const weightMap: Record<string, string> = {};
    for (let i = 0; i < MANY; i++) {
      put(folder, `${i}.safetensors`, one(`layers.${i}.x`));
      weightMap[`layers.${i}.x`] = `${i}.safetensors`;
    }
    put(folder, INDEX, indexOf(weightMap));
  }, { mostMiB: 1024 }],
]);

const SOUND = Deno.readFileSync(fixturePath("owner_fixture", "llama-biased", "hf", FILE));
const CONFIG = Deno.readTextFileSync(
  fixturePath("owner_fixture", "llama-biased", "hf", "config.json"),
);

function configured(what: string, said: RegExp, config: string): HostileCase {
  const make = (folder: string) => {
    put(folder, FILE, SOUND);
    put(folder, "config.json", config);
  };
  return [what, said, make, { verb: "plan", more: ["--to", "torchtitan"] }];
}

function changed(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...JSON.parse(CONFIG), ...values });
}

testRefusals("a config is refused", [
  configured(
    "of two million escaped quotes that do not end",
    /not JSON/,
    `{"a": "${'\\"'.repeat(2e6)}`,
  ),
  configured("two million deep", /not JSON/, "[".repeat(2e6)),
  configured(
    "two million deep in a field",
    /model_type/,
    `{"a":${"[".repeat(1e6)}${"]".repeat(1e6)}}`,
  ),
  configured("of a billion layers", /1048576 are the most/, changed({ num_hidden_layers: 1e9 })),
  configured(
    "of a model that drives a terminal",
    /\\u001b\[2J/,
    changed({ model_type: "\x1b[2J\n\u202e" }),
  ),
  ["of 1 GB", /too many for a config\.json/, (folder) => {
    put(folder, FILE, SOUND);
    putSparse(folder, "config.json", new Uint8Array(), 1e9);
  }],
]);

testReadings("a config is read", [
  ["with a text of four million characters", /llama/, (folder) => {
    put(folder, FILE, SOUND);
    put(folder, "config.json", changed({ note: "x".repeat(4e6) }));
  }],
]);
