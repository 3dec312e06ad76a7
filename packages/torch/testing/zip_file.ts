/**
 * Zip archives for tests: as torch writes them, and with anything changed.
 *
 * @module
 */
import { bytesOfParts, uint } from "./pickler.ts";

/** An entry, and what its directory entry says otherwise than it is. */
export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly bytes: Uint8Array;
  /** What the local header calls it. */
  readonly localName?: string;
  readonly flags?: number;
  readonly method?: number;
  /** Said to be its size, stored and not. */
  readonly size?: number;
  readonly storedSize?: number;
  /** Where its local header is said to be. */
  readonly header?: number;
  /** Whether the numbers of its directory entry are in the extra field. */
  readonly long?: boolean;
  /** Attributes of MS-DOS. */
  readonly attributes?: number;
}

/** What the end of an archive says otherwise than it is. */
export interface ZipEnd {
  readonly entries?: number;
  readonly directoryBytes?: number;
  readonly directoryAt?: number;
  readonly disk?: number;
  readonly comment?: string;
  /** Whether there is a longer end record; `agrees` is whether the shorter one says the same. */
  readonly long?: { readonly agrees: boolean; readonly at?: number };
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Sizes follow the payload, names are UTF-8: what torch writes. */
const FLAGS = 0x0808;
/** Payloads begin at multiples of it, from the beginning of the archive. */
const ALIGNMENT = 64;

/** An archive of stored entries. */
export function zipOf(parts: readonly ZipPart[], end: ZipEnd = {}): Uint8Array<ArrayBuffer> {
  let body: Uint8Array = new Uint8Array();
  let directory: Uint8Array = new Uint8Array();
  for (const part of parts) {
    const header = part.header ?? body.length;
    body = bytesOfParts(body, localPart(part, body.length));
    directory = bytesOfParts(directory, centralPart(part, header));
  }
  const { entries = parts.length, directoryBytes = directory.length } = end;
  const { directoryAt = body.length, disk = 0, comment = "", long } = end;
  const at = long?.at ?? body.length + directory.length;
  const end64 = long === undefined ? [] : [
    ...[uint(0x06064b50, 4), uint(44, 8), uint(0, 12), uint(entries, 8), uint(entries, 8)],
    ...[uint(directoryBytes, 8), uint(directoryAt, 8)],
    ...[uint(0x07064b50, 4), uint(0, 4), uint(at, 8), uint(1, 4)],
  ];
  const count = long?.agrees === false ? entries + 1 : Math.min(entries, 0xffff);
  return bytesOfParts(
    ...[body, directory, ...end64, uint(END, 4), uint(disk, 2), uint(0, 2)],
    ...[uint(count, 2), uint(count, 2), uint(directoryBytes, 4), uint(directoryAt, 4)],
    ...[uint(comment.length, 2), comment],
  );
}

function nameBytes({ name }: ZipPart): Uint8Array {
  return typeof name === "string" ? new TextEncoder().encode(name) : name;
}

/** A local header without sizes, padding in an extra field, the payload, and its sizes. */
function localPart(part: ZipPart, at: number): Uint8Array {
  const { bytes, flags = FLAGS, method = 0, localName } = part;
  const name = localName === undefined ? nameBytes(part) : new TextEncoder().encode(localName);
  const padding = (2 * ALIGNMENT - (at + 30 + name.length + 4) % ALIGNMENT) % ALIGNMENT;
  return bytesOfParts(
    ...[uint(LOCAL, 4), uint(0, 2), uint(flags, 2), uint(method, 2), uint(0, 16)],
    ...[uint(name.length, 2), uint(4 + padding, 2), name, "FB", uint(padding, 2)],
    ..."Z".repeat(padding),
    ...[bytes, "PK\x07\x08", uint(0, 4), uint(bytes.length, 4), uint(bytes.length, 4)],
  );
}

function centralPart(part: ZipPart, header: number): Uint8Array {
  const { bytes, flags = FLAGS, method = 0, size = bytes.length } = part;
  const { storedSize = size, long = false, attributes = 0 } = part;
  const name = nameBytes(part);
  const extra = long
    ? bytesOfParts(uint(1, 2), uint(24, 2), uint(size, 8), uint(storedSize, 8), uint(header, 8))
    : new Uint8Array();
  const field = (number: number) => uint(long ? 0xffffffff : number, 4);
  return bytesOfParts(
    ...[uint(CENTRAL, 4), uint(0, 4), uint(flags, 2), uint(method, 2), uint(0, 8)],
    ...[field(storedSize), field(size), uint(name.length, 2), uint(extra.length, 2), uint(0, 2)],
    ...[uint(0, 4), uint(attributes, 4), field(header), name, extra],
  );
}
