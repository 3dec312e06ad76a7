/**
 * Changes to zip archives: to their records where they lie, and to what is in them.
 *
 * @module
 */
import { joined, mutateBytes, spliced } from "./bytes.ts";
import { mutatePickle } from "./pickle.ts";
import type { Random } from "./random.ts";
import { EDGES, littleEndian, NAMES } from "./values.ts";

/** The numbers of each record, as offset and width (APPNOTE 6.3.10, 4.3.7 to 4.3.16), by the third byte of its signature. */
const FIELDS: Readonly<Record<number, readonly (readonly [at: number, width: number])[]>> = {
  // Local header.
  3: [[4, 2], [6, 2], [8, 2], [14, 4], [18, 4], [22, 4], [26, 2], [28, 2]],
  // Entry of the directory.
  1: [[8, 2], [10, 2], [20, 4], [24, 4], [28, 2], [30, 2], [32, 2], [34, 2], [38, 4], [42, 4]],
  // End of the directory.
  5: [[4, 2], [6, 2], [8, 2], [10, 2], [12, 4], [16, 4], [20, 2]],
  // The longer end, and its locator.
  6: [[4, 8], [16, 4], [24, 8], [32, 8], [40, 8], [48, 8], [8, 8]],
};

interface Entry {
  readonly name: Uint8Array;
  readonly payload: Uint8Array;
}

/** Changes an archive, or a file that is several of them one after another. */
export function mutateZip(file: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const records = recordsOf(file);
  if (records.length === 0 || random.oneIn(8)) return mutateBytes(file, random);
  if (random.oneIn(2)) {
    const entries = entriesOf(file, records);
    if (entries.length > 0) return zipOf(mutateEntries(entries, random));
  }
  const record = random.pick(records);
  const [at, width] = random.pick(FIELDS[file[record + 2]!]!);
  const from = record + at;
  // A number of another record is nearer to the truth than any at the edge of a type.
  const donor = random.pick(records) + at;
  const put = random.oneIn(2)
    ? littleEndian(random.pick(EDGES), width)
    : file.slice(donor, donor + width);
  return spliced(file, from, from + width, put);
}

function mutateEntries(entries: readonly Entry[], random: Random): Entry[] {
  const at = random.below(entries.length);
  const chosen = entries[at]!;
  const pickle = entries.findIndex(({ name }) => new TextDecoder().decode(name).endsWith(".pkl"));
  switch (random.below(8)) {
    case 0:
      return entries.toSpliced(at, 1);
    case 1:
      return [...entries, chosen];
    case 2:
      return entries.with(at, { ...chosen, name: new TextEncoder().encode(random.pick(NAMES)) });
    case 3:
      return entries.with(at, { ...chosen, payload: mutateBytes(chosen.payload, random) });
    default: {
      if (pickle < 0) return entries.toSpliced(at, 1);
      const { name, payload } = entries[pickle]!;
      return entries.with(pickle, { name, payload: mutatePickle(payload, random) });
    }
  }
}

/** Where records begin: those of the file, and what looks like one in a payload. */
function recordsOf(file: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = file.indexOf(0x50); at >= 0; at = file.indexOf(0x50, at + 1)) {
    if (file[at + 1] === 0x4b && file[at + 2]! in FIELDS) found.push(at);
  }
  return found;
}

/** The entries of an archive that is sound enough for it. */
function entriesOf(file: Uint8Array, records: readonly number[]): Entry[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const entries: Entry[] = [];
  for (const at of records) {
    if (file[at + 2] !== 1 || at + 46 > file.length) continue;
    const name = file.slice(at + 46, at + 46 + view.getUint16(at + 28, true));
    const header = view.getUint32(at + 42, true);
    if (header + 30 > file.length) continue;
    const from = header + 30 + view.getUint16(header + 26, true) +
      view.getUint16(header + 28, true);
    entries.push({ name, payload: file.slice(from, from + view.getUint32(at + 24, true)) });
  }
  return entries;
}

/** An archive of stored entries, without checksums, which no reader of tensors compares. */
function zipOf(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const u = (value: number, width: number) => littleEndian(BigInt(value), width);
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, payload } of entries) {
    const sizes = joined(u(0, 4), u(payload.length, 4), u(payload.length, 4));
    const rest = [u(name.length, 2), u(0, 2)];
    body.push(joined(u(0x04034b50, 4), u(0, 10), sizes, ...rest, name), payload);
    const after = [u(0, 2), u(0, 4), u(0, 4), u(at, 4)];
    directory.push(joined(u(0x02014b50, 4), u(0, 12), sizes, ...rest, ...after, name));
    at += 30 + name.length + payload.length;
  }
  const central = joined(...directory);
  const counts = [u(0, 4), u(entries.length, 2), u(entries.length, 2)];
  const end = joined(u(0x06054b50, 4), ...counts, u(central.length, 4), u(at, 4), u(0, 2));
  return joined(...body, central, end);
}
