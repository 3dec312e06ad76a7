/**
 * Safetensors files that an index points at.
 *
 * @module
 */
import {
  cast,
  type FilePool,
  isFloatDType,
  type LazyTensor,
  leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
} from "@tensorferry/core";
import { exactShape, readHeader, type SafetensorsHeader } from "@tensorferry/safetensors";
import { isAbsolute, join, relative } from "node:path";
import { isPlainPath } from "../folder/plain_path.ts";
import { UnreadableTensorError } from "../unreadable_tensor_error.ts";
import type { SafetensorsEntry } from "./offload_index.ts";
import type { OffloadSources } from "./sources.ts";

/** Finds tensors in safetensors files, of which it reads each header once. */
export interface SafetensorsFiles {
  /**
   * The lazy tensor of an entry, converted where the index asks for another dtype than the file has.
   *
   * @throws TensorferryError when the file is not safetensors, or lacks the tensor.
   */
  find(tensor: string, entry: SafetensorsEntry): Promise<LazyTensor>;
  /** Paths of the files that do not lie in the folder. */
  outside(): readonly string[];
  /** Paths within the folder of those that do. */
  inside(): readonly string[];
}

/**
 * The safetensors files of the index at `path` in `folder`.
 *
 * Absolute paths are part of the format: transformers writes those of the shards that a model was loaded from. Each must be a regular
 * file that is safetensors, so that nothing else can be made to show up in a checkpoint; and the caller is told of them.
 */
export function safetensorsFiles(
  pool: FilePool,
  sources: OffloadSources,
  folder: string,
  path: string,
): SafetensorsFiles {
  const headers = new Map<string, { header: SafetensorsHeader; source: number }>();

  async function headerOf(tensor: string, file: string) {
    let known = headers.get(file);
    if (known === undefined) {
      if (!isAbsolute(file) && !isPlainPath(file)) {
        throw malformed(path, tensor, `is in ${quoteName(file)}, which leaves the folder`);
      }
      const source = pool.open(isAbsolute(file) ? file : join(folder, file));
      known = { header: await readHeader(source), source: sources.add(source) };
      headers.set(file, known);
    }
    return known;
  }

  return {
    async find(tensor, { file, name, dtype }) {
      const { header, source } = await headerOf(tensor, file);
      const found = header.tensors.get(name);
      if (found === undefined) {
        throw malformed(
          path,
          tensor,
          `is ${quoteName(name)} in ${quoteName(file)}, which lacks it`,
        );
      }
      const { position, dtype: storedDType } = found;
      const shape = exactShape(file, name, found.shape);
      const stored = leaf({ source, position, dtype: storedDType, shape });
      if (dtype === undefined || dtype === stored.dtype) return stored;
      if (isFloatDType(dtype) && isFloatDType(stored.dtype)) return cast(stored, dtype);
      const what = `${stored.dtype} in ${quoteName(file)}, to be read as ${dtype}`;
      throw new UnreadableTensorError(path, tensor, what);
    },
    outside: () => [...headers.keys()].filter((file) => withinFolder(folder, file) === undefined),
    inside: () => [...headers.keys()].flatMap((file) => withinFolder(folder, file) ?? []),
  };
}

/** The path of a file within a folder, from it or from the root; nothing when it does not lie there. */
function withinFolder(folder: string, file: string): string | undefined {
  const within = isAbsolute(file) ? relative(folder, file) : file;
  return isPlainPath(within) ? within : undefined;
}

function malformed(path: string, tensor: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `tensor ${quoteName(tensor)} ${why}. Offload the model again`,
  );
}
