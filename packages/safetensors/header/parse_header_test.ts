import { deepEqual, equal, ok } from "node:assert/strict";
import { SafetensorsError } from "../safetensors_error.ts";
import { HEADER_CASES, headerBytes } from "../conformance/header_cases.ts";
import { parseHeader } from "./parse_header.ts";

for (const headerCase of HEADER_CASES) {
  const { what, dataBytes, verdict } = headerCase;
  Deno.test(`parseHeader() ${typeof verdict === "string" ? "refuses" : "takes"} ${what}`, () => {
    const json = headerBytes(headerCase);
    const file = { name: "a.safetensors", byteLength: 8 + json.length + dataBytes };
    let found: string | string[];
    try {
      found = [...parseHeader(json, file).tensors.keys()];
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      found = error.rule;
      equal(error.path, "a.safetensors");
      ok(error.message.startsWith("Cannot read a.safetensors: "), error.message);
      ok(/^[\x20-\x7e…]{1,700}$/.test(error.message), error.message);
    }
    deepEqual(found, verdict);
  });
}
