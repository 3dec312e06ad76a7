/**
 * Small reads of a file, answered from a few blocks.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/**
 * Bytes of a block. What is read of an item of a `.distcp` lies at its two ends, about 1 KB each, and the end of one is next to the
 * beginning of another: so an item costs about one read, instead of a dozen.
 */
const BLOCK_BYTES = 8192;

/** Blocks that are kept: those of the ends of two items. */
const BLOCKS = 4;

/** The same bytes as `source`, where reads of less than a block are answered from blocks that were read before. */
export function blockSource(source: ByteSource): ByteSource {
  const { name, byteLength } = source;
  // The keys of a map stay in the order of their insertion, so the first is the one used longest ago.
  const blocks = new Map<number, Uint8Array>();

  async function blockAt(position: number): Promise<Uint8Array> {
    let block = blocks.get(position);
    blocks.delete(position);
    if (block === undefined) {
      block = new Uint8Array(Math.min(BLOCK_BYTES, byteLength - position));
      await source.read(position, block);
    }
    blocks.set(position, block);
    for (const oldest of blocks.keys()) {
      if (blocks.size <= BLOCKS) break;
      blocks.delete(oldest);
    }
    return block;
  }

  return {
    name,
    byteLength,
    async read(position, into) {
      const end = position + into.length;
      if (into.length > BLOCK_BYTES || position < 0 || end > byteLength) {
        await source.read(position, into);
        return;
      }
      for (let at = position; at < end;) {
        const start = at - at % BLOCK_BYTES;
        const block = await blockAt(start);
        const part = block.subarray(at - start, end - start);
        into.set(part, at - position);
        at += part.length;
      }
    },
  };
}
