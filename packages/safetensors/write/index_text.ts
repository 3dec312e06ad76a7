/**
 * The index of a sharded checkpoint, as transformers 5.18 writes it (`save_pretrained` in `modeling_utils.py`).
 *
 * @module
 */
import { bytesOf, type DealtShard, elementsOf } from "@tensorferry/core";
import { pythonString } from "../json/python_string.ts";
import { compareCodePoints } from "../utf8.ts";

/**
 * The text of `model.safetensors.index.json`: Python's `json.dumps(index, indent=2, sort_keys=True) + "\n"`.
 *
 * `total_size` is the bytes of all tensors, without headers; `total_parameters` is their elements.
 */
export function indexText(shards: readonly DealtShard[]): string {
  let parameters = 0;
  let bytes = 0;
  const files: [name: string, file: string][] = [];
  for (const { file, tensors } of shards) {
    for (const { name, dtype, shape } of tensors) {
      parameters += elementsOf(shape);
      bytes += bytesOf(dtype, shape);
      files.push([name, file]);
    }
  }
  const weightMap = files
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([name, file]) => `    ${pythonString(name)}: ${pythonString(file)}`)
    .join(",\n");
  return `{
  "metadata": {
    "total_parameters": ${parameters},
    "total_size": ${bytes}
  },
  "weight_map": ${weightMap === "" ? "{}" : `{\n${weightMap}\n  }`}
}
`;
}
