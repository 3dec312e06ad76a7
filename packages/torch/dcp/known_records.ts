/**
 * Records of items that were read before.
 *
 * What `torch.save` writes around the elements of two shards of one dtype and shape differs in nothing but their checksums. Whatever
 * was made of the first, after all checks, is what would be made of the second.
 *
 * @module
 */
import type { ByteSource } from "@tensorferry/core";
import type { ArchivePlace } from "../zip/archive.ts";
import { CHECKSUM_BYTES, checksumFields } from "../zip/checksum_fields.ts";

/** Bytes of a record that is kept. Those of torch have 1,300. */
const MAX_RECORD_BYTES = 4096;
/** Records that are kept; a model has one per dtype and shape of its shards. */
const MAX_RECORDS = 1024;
/** Bytes between two ranges that are looked at in one go; checksums and padding lie there. */
const MAX_GAP_BYTES = 256;

/** Bytes at a place of an item, counted from its start. */
interface Range {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** A range, and which of its bits count: a 1 for each that does. */
interface Span extends Range {
  readonly mask: Uint8Array;
  /** Reused for what is compared with it. */
  readonly found: Uint8Array;
}

/** What was made of an item. */
interface Known<T> {
  readonly spans: readonly Span[];
  readonly made: T;
}

/** Reads items, each of which lies in an archive of its own. */
export interface ItemReader<T> {
  /**
   * What `make` answers, which is not asked where an item with the same `key` had the same record. It must go by the bytes that it
   * reads from the archive, by its size and by `key` alone; and by none of the checksums of the archive.
   */
  read(archive: ArchivePlace, key: string, make: (archive: ArchivePlace) => Promise<T>): Promise<T>;
}

/** A reader that keeps what it has read, of one item at a time. What fails is not kept. */
export function itemReader<T>(): ItemReader<T> {
  const records = new Map<string, Known<T>>();
  return {
    async read(archive, key, make) {
      const known = records.get(key);
      if (known !== undefined && await isAlike(known.spans, archive)) return known.made;
      const noted = noting(archive);
      const made = await make({ ...archive, source: noted.source });
      const ranges = noted.ranges();
      if (ranges !== undefined && (known !== undefined || records.size < MAX_RECORDS)) {
        records.set(key, { spans: spansOf(ranges, await checksumFields(archive)), made });
      }
      return made;
    },
  };
}

async function isAlike(spans: readonly Span[], { source, start }: ArchivePlace): Promise<boolean> {
  for (const { from, bytes, mask, found } of spans) {
    const pending = source.read(start + from, found);
    if (pending !== undefined) await pending;
    for (let i = 0; i < found.length; i++) {
      if (((found[i]! ^ bytes[i]!) & mask[i]!) !== 0) return false;
    }
  }
  return true;
}

/** The source of an archive, and what was read from it; nothing when that is more than is kept. */
function noting({ source, start }: ArchivePlace) {
  const ranges: Range[] = [];
  let total = 0;
  const noted: ByteSource = {
    name: source.name,
    byteLength: source.byteLength,
    async read(position, into) {
      await source.read(position, into);
      total += into.length;
      if (total <= MAX_RECORD_BYTES) ranges.push({ from: position - start, bytes: into.slice() });
    },
  };
  return { source: noted, ranges: () => total <= MAX_RECORD_BYTES ? ranges : undefined };
}

/** The ranges in order, those that are near each other as one. */
function spansOf(ranges: readonly Range[], checksums: readonly number[]): Span[] {
  const spans: Span[] = [];
  const inOrder = ranges.toSorted((a, b) => a.from - b.from);
  for (let first = 0; first < inOrder.length;) {
    const { from } = inOrder[first]!;
    let to = from;
    let next = first;
    while (next < inOrder.length && inOrder[next]!.from <= to + MAX_GAP_BYTES) {
      to = Math.max(to, endOf(inOrder[next++]!));
    }
    const [bytes, mask] = [new Uint8Array(to - from), new Uint8Array(to - from)];
    for (const range of inOrder.slice(first, next)) {
      bytes.set(range.bytes, range.from - from);
      mask.fill(0xff, range.from - from, endOf(range) - from);
    }
    for (const field of checksums) {
      if (field >= from && field < to) mask.fill(0, field - from, field - from + CHECKSUM_BYTES);
    }
    spans.push({ from, bytes, mask, found: new Uint8Array(to - from) });
    first = next;
  }
  return spans;
}

function endOf({ from, bytes }: Range): number {
  return from + bytes.length;
}
