import { deepEqual, equal } from "node:assert/strict";
import { safetensors } from "../container.ts";
import { safetensorsWriter as writer } from "./writer.ts";

Deno.test("deal() makes a file of each set, numbered from one in five digits", () => {
  const files = (count: number) =>
    writer.deal(Array.from({ length: count }, () => [])).map(({ file }) => file);
  deepEqual(files(1), ["model.safetensors"]);
  equal(files(5)[4], "model-00005-of-00005.safetensors");
  equal(files(123456)[0], "model-00001-of-123456.safetensors");
});

Deno.test("claims() knows shards and index of any save, the index first, and no other file", () => {
  const claimed = [
    "model.safetensors.index.json",
    "model.safetensors",
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
  deepEqual(safetensors.claims("", [...others, ...claimed]), claimed);
  deepEqual(safetensors.claims("", [...claimed.toReversed()])[0], claimed[0]);
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
