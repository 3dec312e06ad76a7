import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { manifestText } from "./make_manifest.ts";
import { type Manifest, MANIFEST_FILE } from "./manifest.ts";
import { readManifest } from "./read_manifest.ts";

const tensor = { name: "w", dtype: "uint8", shape: [2], position: 1, crc32: "0123abcd" } as const;
const manifest: Manifest = {
  manifest: 1,
  tensorferry: "1.2.3",
  plan: "sha256:0",
  container: "plain",
  plugin: { name: "toy", version: "1.0.0", integrity: "sha256-0" },
  sources: [{ name: "s", byteLength: 4 }],
  files: [
    { name: "a", byteLength: 0, crc32: "00000000", tensors: [] },
    {
      name: "b",
      byteLength: 9,
      crc32: "89abcdef",
      tensors: [tensor, {
        ...tensor,
        name: 'x"\n',
        position: 3,
        part: { offsets: [0], shape: [4] },
      }],
    },
  ],
};

function read(text: string): Manifest | undefined {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, MANIFEST_FILE), text);
  return readManifest(folder.path);
}

Deno.test("a manifest is read as it was written, a line for each tensor", () => {
  const text = [...manifestText(manifest)].join("");
  assert.deepEqual(read(text), manifest);
  assert.equal(text.split("\n").filter((line) => line.includes(`"dtype"`)).length, 2);
});

Deno.test("readManifest() refuses what is none, and names and places that lead elsewhere", () => {
  const [a, b] = manifest.files;
  const withFile = (file: object) => ({ ...manifest, files: [a, { ...b, ...file }] });
  const refused: [unknown, RegExp][] = [
    [[], /no manifest/],
    [{ ...manifest, manifest: 2 }, /at manifest/],
    [withFile({ name: "../b" }), /at files\.1\.name, a name of a file was expected/],
    [withFile({ byteLength: -1 }), /at files\.1\.byteLength/],
    [withFile({ crc32: "xyz" }), /at files\.1\.crc32/],
    [withFile({ tensors: [{ ...tensor, position: 8 }] }), /tensor w of 2 bytes at 8 of b/],
    [withFile({ tensors: [tensor, tensor] }), /at 1 of b, where it cannot lie/],
    [withFile({ tensors: [{ ...tensor, shape: [2 ** 40, 2 ** 40] }] }), /where it cannot lie/],
  ];
  for (const [json, says] of refused) assert.throws(() => read(JSON.stringify(json)), says);
  assert.throws(() => read("{"), /it is not JSON/);
});
