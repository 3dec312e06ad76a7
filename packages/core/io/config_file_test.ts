import assert from "node:assert/strict";
import { MalformedCheckpointError } from "../errors.ts";
import { parseConfig, withDType } from "./config_file.ts";

Deno.test("parseConfig() reads what Python's json writes", () => {
  const text = `{"a": [0.0, Infinity, -Infinity, NaN], "b": "Infinity \\"NaN\\"", "c": 1}`;
  assert.deepEqual(parseConfig(text, "config.json"), {
    a: [0, null, null, null],
    b: `Infinity "NaN"`,
    c: 1,
  });
});

Deno.test("parseConfig() refuses what is no JSON object, naming the file", () => {
  for (const text of ["", "{", "[]", "null", '"x"', '{"a": infinity}']) {
    assert.throws(() => parseConfig(text, "x/config.json"), (error) => {
      assert(error instanceof MalformedCheckpointError);
      assert.match(error.message, /x\/config\.json/);
      return true;
    });
  }
});

Deno.test("withDType() changes the dtype, wherever the config says it, and not a letter besides", () => {
  const text =
    `{\n "dtype": "bfloat16",\n "text_config": {"torch_dtype":"bfloat16", "mtp_dtype": "float8"}\n}\n`;
  assert.equal(
    withDType(text, "float32"),
    `{\n "dtype": "float32",\n "text_config": {"torch_dtype":"float32", "mtp_dtype": "float8"}\n}\n`,
  );
});
