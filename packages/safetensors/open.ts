/**
 * From a path to its tensors.
 *
 * @module
 */
import { NotACheckpointError, printable } from "@tensorferry/core";
import { openIfSafetensors } from "./open_if_safetensors.ts";
import type { StoredSafetensors } from "./stored_safetensors.ts";

/**
 * Opens a safetensors file, an index, or a folder that holds a checkpoint, reading headers only.
 *
 * What may be harmless but odd is in `warnings`; what contradicts itself throws. Close it when done.
 *
 * @example Reading one tensor of a checkpoint
 * ```ts
 * import { encodeSafetensors, openSafetensors } from "@tensorferry/safetensors";
 * import { bytesOf } from "@tensorferry/core";
 * import { deepEqual } from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const bytes = new Uint8Array([1, 2, 3]);
 * await Deno.writeFile(path, encodeSafetensors([{ name: "x", dtype: "uint8", shape: [3], bytes }]));
 *
 * const checkpoint = await openSafetensors(path);
 * const x = checkpoint.tensors.get("x")!;
 * const read = new Uint8Array(bytesOf(x.dtype, x.shape));
 * await checkpoint.sources[x.source]!.read(x.position, read);
 * checkpoint.close();
 *
 * deepEqual(read, bytes);
 * await Deno.remove(path);
 * ```
 *
 * @throws NotACheckpointError when nothing at `path` is safetensors.
 * @throws SafetensorsError when a file is not of the format 0.8.0, or not whole.
 * @throws MalformedCheckpointError when index, files and names contradict each other.
 * @throws SourceReadError when a file cannot be read.
 */
export async function openSafetensors(path: string): Promise<StoredSafetensors> {
  const opened = await openIfSafetensors(path);
  if (opened !== undefined) return opened;
  throw new NotACheckpointError(printable(path), "no safetensors file is there");
}
