/**
 * What a zip archive is to a reader of torch's files.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";

/** Where an archive lies: a whole file, or an item of a `.distcp`. Positions within an archive count from `start`. */
export interface ArchivePlace {
  readonly source: ByteSource;
  /** Position of its first byte in the source. */
  readonly start: number;
  /** Its size in bytes. */
  readonly byteLength: number;
}

/** An entry, as the central directory has it. Its payload is stored, not compressed. */
export interface ZipEntry {
  readonly name: string;
  /** Size of its payload in bytes. */
  readonly byteLength: number;
  /** Where its local header begins, from the start of the archive. */
  readonly header: number;
  /** Where its bytes must have ended: the next local header, or the central directory. */
  readonly limit: number;
}

/** An archive whose central directory has been read. */
export interface Archive extends ArchivePlace {
  /** Every entry by name, in the order in which they lie in the archive. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
}
