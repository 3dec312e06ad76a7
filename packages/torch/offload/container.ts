/**
 * Offload folders as one of the families of files that Tensorferry reads and writes.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { choiceAmong, offloadFiles, openOffload } from "./open_offload.ts";
import { offloadWriter } from "./writer.ts";

/**
 * Reads the folder that accelerate offloads weights to: `index.json`, a `.dat` file per tensor, and tensors of safetensors files that
 * the index points at. The tensors are in the layout that they have at run time.
 *
 * Writes a `.dat` file per tensor, as accelerate 1.15 does (`offload_state_dict`).
 *
 * transformers 5 keeps such an index in memory: an entry points at a shard that the model was loaded from, or at the file
 * `<name>.safetensors` of a tensor that was fused (`offload_weight` in `integrations/accelerate.py` of 5.18). Written out as
 * `index.json` it is read here. The folder without it, a safetensors file per tensor, is read as plain safetensors, to be laid over
 * the shards with `overlay`.
 *
 * @example Naming the tensors of an offload folder
 * ```ts
 * import { openCheckpoint } from "@tensorferry/core";
 * import { accelerateOffload } from "@tensorferry/torch";
 * import { deepEqual } from "node:assert/strict";
 *
 * const folder = await Deno.makeTempDir();
 * const index = { "norm.weight": { dtype: "bfloat16", shape: [2] } };
 * await Deno.writeTextFile(`${folder}/index.json`, JSON.stringify(index));
 * await Deno.writeFile(`${folder}/norm.weight.dat`, Uint8Array.of(0x80, 0x3f, 0x00, 0x40));
 *
 * const checkpoint = await openCheckpoint(folder, { containers: [accelerateOffload] });
 * deepEqual([...checkpoint.tensors.keys()], ["norm.weight"]);
 * checkpoint.close();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export const accelerateOffload: Container = {
  name: "accelerate-offload",
  open: openOffload,
  claims: offloadFiles,
  takes: choiceAmong,
  writer: offloadWriter,
};
