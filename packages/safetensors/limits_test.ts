import { equal, match, rejects } from "node:assert/strict";
import { fileOf } from "./conformance/header_cases.ts";
import { readIndex } from "./folder/index_file.ts";
import type { TensorEntry } from "./header/header.ts";
import { readHeader } from "./header/read_header.ts";
import { MAX_DIMENSIONS, MAX_NAME_BYTES } from "./limits.ts";
import { memorySource } from "./memory_source.ts";
import type { SafetensorsError } from "./safetensors_error.ts";

function read(header: string) {
  return readHeader(memorySource("case", fileOf(new TextEncoder().encode(header), 1)));
}

function header(name: string, dimensions: number): string {
  return `{"${name}":{"dtype":"U8","shape":[${
    new Array(dimensions).fill(1)
  }],"data_offsets":[0,1]}}`;
}

Deno.test("readHeader() reads what is at its limits", async () => {
  const { tensors } = await read(header("n".repeat(MAX_NAME_BYTES), MAX_DIMENSIONS));
  const [[name, entry]] = [...tensors] as [[string, TensorEntry]];
  equal(name.length, MAX_NAME_BYTES);
  equal(entry.shape.length, MAX_DIMENSIONS);
});

Deno.test("readHeader() refuses what is beyond them, by a rule of its own", async () => {
  for (
    const [name, dimensions] of [["n".repeat(MAX_NAME_BYTES + 1), 1], [
      "a",
      MAX_DIMENSIONS + 1,
    ]] as const
  ) {
    await rejects(read(header(name, dimensions)), (error) => {
      equal((error as SafetensorsError).rule, "TooLarge");
      match((error as SafetensorsError).message, /4096|64 dimensions/);
      return true;
    });
  }
});

Deno.test("readIndex() refuses names beyond the limit", async () => {
  const long = "n".repeat(MAX_NAME_BYTES + 1);
  for (const [tensor, file] of [[long, "a"], ["a", long]]) {
    const text = JSON.stringify({ weight_map: { [tensor!]: file } });
    await rejects(
      readIndex(memorySource("index", new TextEncoder().encode(text))),
      /4096 are read/,
    );
  }
});

Deno.test("a key of an entry with an escape that is none is refused, however long", async () => {
  await rejects(
    read(`{"a":{"${"x".repeat(100)}\\q":0,"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`),
    /an escape that JSON does not know/,
  );
});
