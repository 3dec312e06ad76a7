/**
 * Files that stay open for as long as the checkpoint does.
 *
 * @module
 */
import { type FilePool, filePool, type StoredTensors } from "@tensorferry/core";

/** Opens a checkpoint with files of its own pool, which is closed with it, and when nothing comes of it. */
export async function withPool(
  open: (pool: FilePool) => Promise<Omit<StoredTensors, "close"> | undefined>,
): Promise<StoredTensors | undefined> {
  const pool = filePool();
  let opened: Omit<StoredTensors, "close"> | undefined;
  try {
    opened = await open(pool);
    return opened && { ...opened, close: () => pool.close() };
  } finally {
    if (opened === undefined) pool.close();
  }
}
