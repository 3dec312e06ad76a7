/**
 * Records of items that were read before.
 *
 * What `torch.save` writes around the elements of two shards of one dtype and shape differs in nothing but their checksums. Whatever
 * was made of the first, after all checks, is what would be made of the second.
 *
 * @module
 */
import { type ByteSource, type Leaf, sameShape } from "@tensorferry/core";
import type { TorchDType } from "../state_dict/torch_object.ts";
import type { ArchivePlace } from "../zip/archive.ts";
import { CHECKSUM_BYTES, checksumFields } from "../zip/checksum_fields.ts";
import type { Window, WindowSource } from "./window_source.ts";

/** Bytes of a record that is kept. Those of torch have 1,300. */
const MAX_RECORD_BYTES = 4096;
/** Records that are kept; a model has one per dtype and shape of its shards. */
const MAX_RECORDS = 1024;
/** Bytes between two ranges that are looked at in one go; checksums and padding lie there. */
const MAX_GAP_BYTES = 256;

/** Bytes that are compared at once. */
const WORD_BYTES = 4;

/** An item, as the `.metadata` says it. */
export interface ItemPlace extends ArchivePlace {
  readonly source: WindowSource;
  readonly dtype: TorchDType;
  readonly sizes: readonly number[];
}

/** Bytes at a place of an item, counted from its start. */
interface Range {
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** Bytes at a place of an item, as words of four bytes, little-endian, without those of which nothing counts. */
interface Span {
  readonly from: number;
  readonly byteLength: number;
  /** Where each word begins, from the beginning of the span on. The last may overlap the one before. */
  readonly places: Int32Array;
  readonly words: Int32Array;
  /** Which of their bits count: a 1 for each that does. */
  readonly masks: Int32Array;
}

/** An item that was read. */
interface Known {
  readonly dtype: TorchDType;
  readonly sizes: readonly number[];
  readonly spans: readonly Span[];
  readonly leaf: Leaf;
}

/** What has been read, of one item at a time. */
export interface KnownRecords {
  /** The leaf of an item of the same size, dtype and shape that had the same record; nothing where there was none. */
  recall(place: ItemPlace): Leaf | undefined | Promise<Leaf | undefined>;
  /**
   * The leaf of an item by `read`, which must go by what it reads of the archive and by what the place says alone, but for its
   * start, and by none of the checksums. What fails is not kept.
   */
  learn(place: ItemPlace, read: (archive: ArchivePlace) => Promise<Leaf>): Promise<Leaf>;
}

/** Nothing read so far. */
export function knownRecords(): KnownRecords {
  /** By the size of the item in bytes. */
  const records = new Map<number, Known[]>();
  let count = 0;

  function alike({ byteLength, dtype, sizes }: ItemPlace): Known | undefined {
    const sameLength = records.get(byteLength);
    if (sameLength === undefined) return undefined;
    for (let i = 0; i < sameLength.length; i++) {
      const known = sameLength[i]!;
      if (known.dtype === dtype && sameShape(known.sizes, sizes)) return known;
    }
  }

  return {
    recall(place) {
      const known = alike(place);
      if (known === undefined) return undefined;
      const matches = hasSpans(place, known.spans, 0);
      if (matches instanceof Promise) return matches.then((is) => is ? known.leaf : undefined);
      return matches ? known.leaf : undefined;
    },
    async learn(place, read) {
      const { source, ranges } = noting(place);
      const leaf = await read({ ...place, source });
      const noted = ranges();
      if (noted !== undefined && count < MAX_RECORDS) {
        const { byteLength, dtype, sizes } = place;
        const spans = spansOf(noted, await checksumFields(place));
        const others = records.get(byteLength)?.filter((known) => known !== alike(place)) ?? [];
        records.set(byteLength, [{ dtype, sizes, spans, leaf }, ...others]);
        count++;
      }
      return leaf;
    },
  };
}

/** Whether an item has the bytes of these spans from the `first` on. */
function hasSpans(
  place: ItemPlace,
  spans: readonly Span[],
  first: number,
): boolean | Promise<boolean> {
  const { source, start } = place;
  for (let s = first; s < spans.length; s++) {
    const span = spans[s]!;
    const from = start + span.from;
    const window = source.windowOf(from, from + span.byteLength);
    if (window instanceof Promise) {
      return window.then((window) => isAt(window, from, span) && hasSpans(place, spans, s + 1));
    }
    if (window === undefined || !isAt(window, from, span)) return false;
  }
  return true;
}

function isAt({ view, start }: Window, position: number, span: Span): boolean {
  const { places, words, masks } = span;
  const first = position - start;
  const count = words.length;
  for (let i = 0; i < count; i++) {
    const word = view.getInt32(first + places[i]!, true);
    if (((word ^ words[i]!) & masks[i]!) !== 0) return false;
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
    // What is added to make a word does not count.
    let to = from + WORD_BYTES;
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
    spans.push(spanOf(from, bytes, mask));
    first = next;
  }
  return spans;
}

function spanOf(
  from: number,
  bytes: Uint8Array<ArrayBuffer>,
  mask: Uint8Array<ArrayBuffer>,
): Span {
  const { length } = bytes;
  const places: number[] = [];
  const masks = new DataView(mask.buffer);
  for (let at = 0; at < length; at += WORD_BYTES) {
    const place = Math.min(at, length - WORD_BYTES);
    if (masks.getInt32(place, true) !== 0) places.push(place);
  }
  const wordsOf = (view: DataView) =>
    Int32Array.from(places, (place) => view.getInt32(place, true));
  return {
    from,
    byteLength: length,
    places: Int32Array.from(places),
    words: wordsOf(new DataView(bytes.buffer)),
    masks: wordsOf(masks),
  };
}

function endOf({ from, bytes }: Range): number {
  return from + bytes.length;
}
