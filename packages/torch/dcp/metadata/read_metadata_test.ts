import assert from "node:assert/strict";
import type { ByteSource } from "@tensorferry/core";
import { MAX_PICKLE_BYTES } from "../../pickle/limits.ts";
import { readMetadata } from "./read_metadata.ts";

Deno.test("readMetadata() says what to do about more chunks than it reads", async () => {
  const source: ByteSource = { name: "s/.metadata", byteLength: MAX_PICKLE_BYTES + 1, read() {} };
  const said =
    /^Cannot read s\/\.metadata: it has 268435457 bytes, and at most 268435456 are read \(TooLarge, at 0\)\. Load it with torch on fewer ranks/;
  await assert.rejects(readMetadata(source), { rule: "TooLarge", message: said });
});
