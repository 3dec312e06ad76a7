/**
 * Entries of an archive and its directory, as the writer of torch 2.13 makes them (`PyTorchStreamWriter` in
 * `caffe2/serialize/inline_container.cc`, with miniz 3.0.2).
 *
 * Entries are stored. Sizes and checksums follow the payload, and stand in the directory; local headers leave them out. The payload
 * of each begins at a multiple of 64, which an extra field of local headers sees to.
 *
 * @module
 */
import type { ByteWriter } from "./byte_writer.ts";

/** An entry, and where it lies. */
export interface PlacedEntry {
  /** Its name in the archive, as ASCII. */
  readonly name: Uint8Array;
  /** Size of its payload in bytes. */
  readonly byteLength: number;
  /** Where its local header, its payload, and what follows it begin, counted from the beginning of the archive. */
  readonly header: number;
  readonly payload: number;
  readonly end: number;
}

/** Payloads begin at multiples of it (`_get_storage_alignment` in `torch/serialization.py`). */
export const ALIGNMENT = 64;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END = 0x06054b50;

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
/** Names are UTF-8, and sizes follow the payload, where there is one. */
const [UTF8, SIZES_FOLLOW] = [0x0800, 0x0008];
/** From here on a number stands in an extra field of 8-byte numbers, and all bits of its own field are set. */
const LONG = 0xffffffff;
const LONG_EXTRA = 0x0001;
/** `FB`, the extra field that fills up. */
const PADDING_EXTRA = 0x4246;
const PADDING = 0x5a;
/** What the longer end record says of its writer, and of what it takes to read it. */
const [MADE_BY, NEEDED] = [0x031e, 45];

/** Bytes of the end of an archive: the longer record, its locator, and the shorter record. */
export const END_BYTES: number = 56 + 20 + 22;

/** Places an entry that begins at `header`. */
export function placeEntry(name: string, byteLength: number, header: number): PlacedEntry {
  const entry = { name: new TextEncoder().encode(name), byteLength, header };
  const unpadded = header + LOCAL_BYTES + entry.name.length + localExtraBytes(entry) + 4;
  const payload = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  return { ...entry, payload, end: payload + byteLength + descriptorBytes(entry) };
}

/** Bytes of an entry in the directory. */
export function directoryBytes(entry: PlacedEntry): number {
  const numbers = longNumbers(entry).length;
  return CENTRAL_BYTES + entry.name.length + (numbers === 0 ? 0 : 4 + 8 * numbers);
}

/** Everything before the payload. */
export function writeLocalHeader(out: ByteWriter, entry: PlacedEntry): void {
  const { name, byteLength, header, payload } = entry;
  const extra = payload - header - LOCAL_BYTES - name.length;
  const padding = extra - localExtraBytes(entry) - 4;
  out.uint32(LOCAL);
  out.uint16(0, flagsOf(entry));
  out.fill(0, 18);
  out.uint16(name.length, extra);
  out.put(name);
  const sizes = byteLength >= LONG ? [byteLength, 0] : [];
  writeLongExtra(out, header >= LONG ? [...sizes, header] : sizes);
  out.uint16(PADDING_EXTRA, padding);
  out.fill(PADDING, padding);
}

/** What follows the payload. Nothing follows an empty one. */
export function writeDescriptor(out: ByteWriter, entry: PlacedEntry, crc32: number): void {
  if (entry.byteLength === 0) return;
  out.uint32(DESCRIPTOR, crc32);
  if (isLong(entry)) out.uint64(entry.byteLength, entry.byteLength);
  else out.uint32(entry.byteLength, entry.byteLength);
}

/** The entry in the directory. */
export function writeDirectoryEntry(out: ByteWriter, entry: PlacedEntry, crc32: number): void {
  const { name, byteLength, header } = entry;
  const size = Math.min(byteLength, LONG);
  out.uint32(CENTRAL);
  out.uint16(0, 0, flagsOf(entry));
  out.fill(0, 6);
  out.uint32(crc32, size, size);
  out.uint16(name.length, directoryBytes(entry) - CENTRAL_BYTES - name.length);
  out.fill(0, 10);
  out.uint32(Math.min(header, LONG));
  out.put(name);
  writeLongExtra(out, longNumbers(entry));
}

/** The end of an archive whose directory of so many entries lies at `position`. */
export function writeEnd(
  out: ByteWriter,
  entries: number,
  position: number,
  byteLength: number,
): void {
  out.uint32(END64);
  out.uint64(44);
  out.uint16(MADE_BY, NEEDED);
  out.uint32(0, 0);
  out.uint64(entries, entries, byteLength, position);
  out.uint32(LOCATOR64, 0);
  out.uint64(position + byteLength);
  out.uint32(1, END);
  out.uint16(0, 0, entries, entries);
  out.uint32(byteLength, Math.min(position, LONG));
  out.uint16(0);
}

type Unplaced = Pick<PlacedEntry, "byteLength" | "header">;

function isLong({ byteLength, header }: Unplaced): boolean {
  return byteLength >= LONG || header >= LONG;
}

function localExtraBytes({ byteLength, header }: Unplaced): number {
  if (!isLong({ byteLength, header })) return 0;
  return 4 + (byteLength >= LONG ? 16 : 0) + (header >= LONG ? 8 : 0);
}

function descriptorBytes(entry: Unplaced): number {
  if (entry.byteLength === 0) return 0;
  return isLong(entry) ? 24 : 16;
}

/** The numbers that do not fit their own fields in the directory. */
function longNumbers({ byteLength, header }: Unplaced): number[] {
  return [
    ...byteLength >= LONG ? [byteLength, byteLength] : [],
    ...header >= LONG ? [header] : [],
  ];
}

function writeLongExtra(out: ByteWriter, numbers: readonly number[]): void {
  if (numbers.length === 0) return;
  out.uint16(LONG_EXTRA, 8 * numbers.length);
  out.uint64(...numbers);
}

function flagsOf({ byteLength }: Unplaced): number {
  return byteLength === 0 ? UTF8 : UTF8 | SIZES_FOLLOW;
}
