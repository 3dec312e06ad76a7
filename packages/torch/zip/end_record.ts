/**
 * The end of an archive: where its central directory is (APPNOTE 6.3.10, 4.3.14 to 4.3.16).
 *
 * @module
 */
import type { ArchivePlace } from "./archive.ts";
import { readRange, refuse } from "./record.ts";

/** Where the central directory lies, counted from the start of the archive. */
export interface Directory {
  readonly position: number;
  readonly byteLength: number;
  readonly entries: number;
}

/** Entries of an archive: more tensors than the header of a safetensors file can hold. */
const MAX_ENTRIES = 2 ** 20;
/** Bytes of a central directory: those of as many entries with names and extra fields of the size that torch gives them. */
const MAX_DIRECTORY_BYTES = 128 * MAX_ENTRIES;

const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64 = 0x06064b50;
const END64_BYTES = 56;

/**
 * Finds the central directory of an archive.
 *
 * @throws ZipError when there is none, or it is beyond a limit.
 */
export async function findDirectory(archive: ArchivePlace): Promise<Directory> {
  const { at, view } = await findEnd(archive);
  const elsewhere = view.getUint16(8, true) !== view.getUint16(10, true);
  if (elsewhere || [4, 6].some((field) => view.getUint16(field, true) !== 0)) {
    refuse(archive, "Unsupported", at, "it is one of several parts");
  }
  const short: Directory = {
    entries: view.getUint16(10, true),
    byteLength: view.getUint32(12, true),
    position: view.getUint32(16, true),
  };
  const long = await findEnd64(archive, at);
  const directory = long?.directory ?? short;
  // 0xffff and 0xffffffff say that the number is in the longer record; any other must agree with it.
  const agrees = (number: number, full: number, unsaid: number) =>
    number === full || number === unsaid;
  if (
    long !== undefined && !(agrees(short.entries, directory.entries, 0xffff) &&
      agrees(short.byteLength, directory.byteLength, 0xffffffff) &&
      agrees(short.position, directory.position, 0xffffffff))
  ) refuse(archive, "BadRecord", at, "its two end records contradict each other");
  checkDirectory(archive, directory, long?.at ?? at);
  return directory;
}

function checkDirectory(archive: ArchivePlace, directory: Directory, end: number): void {
  const { position, byteLength, entries } = directory;
  if (entries > MAX_ENTRIES || byteLength > MAX_DIRECTORY_BYTES) {
    refuse(archive, "TooLarge", end, `its directory has ${entries} entries in ${byteLength} bytes`);
  }
  if (position + byteLength > end) {
    refuse(
      archive,
      "Truncated",
      end,
      `its directory of ${byteLength} bytes is said to be at ${position}`,
    );
  }
}

/** The end record: the last thing in the archive, but for a comment, which torch does not write. */
async function findEnd(archive: ArchivePlace): Promise<{ at: number; view: DataView }> {
  for (const reach of [END_BYTES, END_BYTES + MAX_COMMENT_BYTES]) {
    const byteLength = Math.min(reach, archive.byteLength);
    const from = archive.byteLength - byteLength;
    const tail = await readRange(archive, from, byteLength);
    for (let at = byteLength - END_BYTES; at >= 0; at--) {
      if (tail.getUint32(at, true) !== END) continue;
      if (at + END_BYTES + tail.getUint16(at + 20, true) !== byteLength) continue;
      return { at: from + at, view: new DataView(tail.buffer, at, END_BYTES) };
    }
  }
  refuse(archive, "Truncated", archive.byteLength, "it has no end record");
}

/** The longer end record of archives above 4 GiB or 65,535 entries: nothing where there is none. */
async function findEnd64(
  archive: ArchivePlace,
  end: number,
): Promise<{ at: number; directory: Directory } | undefined> {
  if (end < LOCATOR_BYTES) return undefined;
  const locator = await readRange(archive, end - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR) return undefined;
  const at = Number(locator.getBigUint64(8, true));
  if (at + END64_BYTES > end - LOCATOR_BYTES) {
    refuse(archive, "Truncated", end, `its second end record is said to be at ${at}`);
  }
  const record = await readRange(archive, at, END64_BYTES);
  if (record.getUint32(0, true) !== END64) {
    refuse(archive, "BadRecord", at, "its second end record is not where it is said to be");
  }
  const number = (field: number) => Number(record.getBigUint64(field, true));
  const elsewhere = number(24) !== number(32) || locator.getUint32(4, true) !== 0 ||
    locator.getUint32(16, true) > 1;
  if (elsewhere || [16, 20].some((field) => record.getUint32(field, true) !== 0)) {
    refuse(archive, "Unsupported", at, "it is one of several parts");
  }
  return { at, directory: { entries: number(32), byteLength: number(40), position: number(48) } };
}
