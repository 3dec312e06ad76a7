import { deepEqual, equal } from "node:assert/strict";
import { safetensorsWriter as writer } from "./writer.ts";

Deno.test("shardName() counts from one, in five digits", () => {
  equal(writer.shardName(0, 1), "model.safetensors");
  equal(writer.shardName(4, 5), "model-00005-of-00005.safetensors");
  equal(writer.shardName(0, 123456), "model-00001-of-123456.safetensors");
});

Deno.test("claims() knows shards and index of any save, and no other file", () => {
  const claimed = [
    "model.safetensors",
    "model.safetensors.index.json",
    "model-00002-of-00009.safetensors",
    "model-00001-of-000163.safetensors",
  ];
  const others = [
    "config.json",
    "model.safetensors.tmp",
    "consolidated.safetensors",
    "model.fp16.safetensors",
    "adapter_model.safetensors",
    "model-1-of-2.safetensors",
    "xmodel-00001-of-00002.safetensors",
  ];
  deepEqual([...claimed, ...others].filter(writer.claims), claimed);
});

Deno.test("index() is the text of Python's json.dumps(indent=2, sort_keys=True)", () => {
  const spec = (name: string) => ({ name, dtype: "bfloat16", shape: [2, 3] }) as const;
  const first = {
    file: "model-00001-of-00002.safetensors",
    tensors: [spec("\u{10000}"), spec("b")],
  };
  const second = {
    file: "model-00002-of-00002.safetensors",
    tensors: [spec("\uff5e"), spec('a"\x7f\n')],
  };
  equal(writer.index([first]), undefined);
  const { file, bytes } = writer.index([first, second])!;
  equal(file, "model.safetensors.index.json");
  equal(
    new TextDecoder().decode(bytes),
    `{
  "metadata": {
    "total_parameters": 24,
    "total_size": 48
  },
  "weight_map": {
    "a\\"\\u007f\\n": "model-00002-of-00002.safetensors",
    "b": "model-00001-of-00002.safetensors",
    "\\uff5e": "model-00002-of-00002.safetensors",
    "\\ud800\\udc00": "model-00001-of-00002.safetensors"
  }
}
`,
  );
});
