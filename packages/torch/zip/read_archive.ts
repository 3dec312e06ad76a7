/**
 * The central directory of an archive (APPNOTE 6.3.10, 4.3.12).
 *
 * @module
 */
import { quoteName } from "@tensorferry/core";
import type { Archive, ArchivePlace, ZipEntry } from "./archive.ts";
import { type Directory, findDirectory } from "./end_record.ts";
import { LOCAL_HEADER_BYTES } from "./local_header.ts";
import { readRange, refuse } from "./record.ts";

const SIGNATURE = 0x02014b50;
/** Bytes of an entry of the directory, without its name, extra field and comment. */
export const DIRECTORY_ENTRY_BYTES = 46;
/** Encryption, strong encryption, and masked headers (4.4.4). */
const ENCRYPTED = 1 | 1 << 6 | 1 << 13;
const STORED = 0;
/** The attribute of a folder in MS-DOS, which is where attributes come from (4.4.15). */
const FOLDER = 0x10;
const IN_EXTRA = 0xffffffff;
const ZIP64_EXTRA = 0x0001;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Entry = Omit<ZipEntry, "limit">;

/**
 * Reads the directory of an archive, and nothing of its entries.
 *
 * Sizes come from the directory alone: torch leaves them out of the local headers and writes them behind the payload.
 *
 * @throws ZipError when it is not an archive that torch could have written.
 */
export async function readArchive(archive: ArchivePlace): Promise<Archive> {
  const directory = await findDirectory(archive);
  const view = await readRange(archive, directory.position, directory.byteLength);
  const found: Entry[] = [];
  let at = 0;
  while (found.length < directory.entries) {
    const [entry, next] = readEntry(archive, directory, view, at);
    found.push(entry);
    at = next;
  }
  if (at !== view.byteLength) {
    refuse(archive, "BadRecord", directory.position + at, "more follows the last of its entries");
  }
  return { ...archive, entries: inOrder(archive, directory, found) };
}

function readEntry(
  archive: ArchivePlace,
  directory: Directory,
  view: DataView<ArrayBuffer>,
  at: number,
): [Entry, next: number] {
  const position = directory.position + at;
  const fits = at + DIRECTORY_ENTRY_BYTES <= view.byteLength;
  if (!fits || view.getUint32(at, true) !== SIGNATURE) {
    refuse(archive, "BadRecord", position, `its directory has no entry there`);
  }
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
    view.getUint16(at + field, true)
  );
  const extra = at + DIRECTORY_ENTRY_BYTES + nameBytes!;
  const next = extra + extraBytes! + commentBytes!;
  if (next > view.byteLength) refuse(archive, "BadRecord", position, "an entry passes its end");
  const name = nameOf(
    archive,
    position,
    new Uint8Array(view.buffer, extra - nameBytes!, nameBytes),
  );
  if ((view.getUint16(at + 8, true) & ENCRYPTED) !== 0) {
    refuse(archive, "Unsupported", position, `entry ${quoteName(name)} is encrypted`);
  }
  if (view.getUint16(at + 34, true) !== 0) {
    refuse(archive, "Unsupported", position, `entry ${quoteName(name)} is in another part`);
  }
  const method = view.getUint16(at + 10, true);
  if (method !== STORED) {
    refuse(archive, "Unsupported", position, `entry ${quoteName(name)} is compressed (${method})`);
  }
  const long = longFields(new DataView(view.buffer, extra, extraBytes));
  const field = (offset: number) => {
    const short = view.getUint32(at + offset, true);
    if (short !== IN_EXTRA) return short;
    return long.shift() ?? refuse(archive, "BadRecord", position, "an extra field is missing");
  };
  // The order of the fields in the extra: 4.5.3.
  const [byteLength, stored, header] = [field(24), field(20), field(42)] as const;
  if (stored !== byteLength) {
    refuse(
      archive,
      "BadRecord",
      position,
      `entry ${quoteName(name)} has ${byteLength} bytes, and ${stored} of them are stored`,
    );
  }
  const isFolder = name.endsWith("/") || (view.getUint32(at + 38, true) & FOLDER) !== 0;
  if (isFolder && byteLength > 0) {
    // torch 2.13 takes such an entry for empty, and leaves in memory what was there before.
    refuse(archive, "BadRecord", position, `folder ${quoteName(name)} has ${byteLength} bytes`);
  }
  return [{ name, byteLength, header }, next];
}

/** The 8-byte numbers of the zip64 extra field. */
function longFields(extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const end = at + 4 + extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === ZIP64_EXTRA) {
      const numbers: number[] = [];
      for (let i = at + 4; i + 8 <= Math.min(end, extra.byteLength); i += 8) {
        numbers.push(Number(extra.getBigUint64(i, true)));
      }
      return numbers;
    }
    at = end;
  }
  return [];
}

function nameOf(archive: ArchivePlace, position: number, bytes: Uint8Array): string {
  let name: string;
  try {
    name = UTF8.decode(bytes);
  } catch {
    refuse(archive, "BadName", position, "the name of an entry is not UTF-8");
  }
  // A folder ends with a slash; nothing is ever unpacked, and still no writer has a reason for the others.
  const parts = name.replace(/\/$/, "").split("/");
  const leaves = parts.some((part) => part === "" || part === "." || part === "..");
  if (leaves || name.includes("\\") || name.includes("\0")) {
    refuse(archive, "BadName", position, `an entry is called ${quoteName(name)}`);
  }
  return name;
}

/** The entries in the order in which they lie, each with the place that it must not pass. */
function inOrder(
  archive: ArchivePlace,
  directory: Directory,
  found: readonly Entry[],
): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  const sorted = found.toSorted((a, b) => a.header - b.header);
  for (const [i, entry] of sorted.entries()) {
    const limit = sorted[i + 1]?.header ?? directory.position;
    const { name, header, byteLength } = entry;
    if (header + LOCAL_HEADER_BYTES + byteLength > limit) {
      refuse(
        archive,
        "Overlap",
        header,
        `entry ${quoteName(name)} of ${byteLength} bytes passes ${limit}, where ${
          i + 1 < sorted.length ? quoteName(sorted[i + 1]!.name) : "the directory"
        } begins`,
      );
    }
    if (entries.has(name)) {
      refuse(archive, "BadName", header, `two entries are called ${quoteName(name)}`);
    }
    entries.set(name, { ...entry, limit });
  }
  return entries;
}
