/**
 * Checkpoints in real folders, for tests.
 *
 * @module
 */
import { bytesOf, openTensor, scratchNeeded, type StoredTensors } from "@tensorferry/core";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Content by name. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Calls `body` with a folder that holds `files` and is removed afterwards. */
export async function withFiles<T>(
  files: Files,
  body: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = Deno.makeTempDirSync({ prefix: "tensorferry-" });
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was opened, with the bytes of every tensor. */
export interface ReadTensors {
  readonly tensors: Readonly<Record<string, ReadTensor>>;
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/** A tensor: `float32 [2,3]`, and its bytes. */
export interface ReadTensor {
  readonly spec: string;
  readonly bytes: readonly number[];
}

/** Reads all tensors, and closes what they lie in. Nothing when nothing was opened. */
export async function readAll(stored: StoredTensors | undefined): Promise<ReadTensors | undefined> {
  if (stored === undefined) return undefined;
  try {
    const tensors: Record<string, ReadTensor> = {};
    for (const [name, tensor] of stored.tensors) {
      const { dtype, shape } = tensor;
      const bytes = new Uint8Array(bytesOf(dtype, shape));
      const scratch = { bytes: new Uint8Array(scratchNeeded(tensor).efficient) };
      await openTensor(tensor, stored.sources, scratch).read(0, bytes);
      tensors[name] = { spec: `${dtype} [${shape}]`, bytes: [...bytes] };
    }
    return { tensors, files: stored.files, warnings: stored.warnings };
  } finally {
    stored.close();
  }
}
