/**
 * Holds files against their checksums.
 *
 * @module
 */
import { join } from "node:path";
import { combineCrc32, type Crc32 } from "../checksum/crc32.ts";
import { bytesOf } from "../dtype.ts";
import type { Meter } from "../ferry/meter.ts";
import { SourceReadError } from "../errors.ts";
import { isFile } from "../io/file_system.ts";
import { type FileSource, openFile } from "../io/file_source.ts";
import { crc32Text } from "./crc32_text.ts";
import type { ManifestFile } from "./manifest.ts";

/** Something that is not as the manifest says. */
export interface FileFault {
  readonly file: string;
  /** The tensor whose bytes it is about; absent where it is none's, or the whole file's. */
  readonly tensor?: string;
  /** Where the bytes begin in the file. */
  readonly position?: number;
  /** How many bytes it is about. */
  readonly byteLength?: number;
  readonly why: string;
}

/** What checking takes. */
export interface FileCheck {
  readonly crc32: Crc32;
  /** What files are read through. */
  readonly buffer: Uint8Array;
  readonly meter: Meter<{ readonly tensor: string; readonly file: string }>;
}

/** A stretch of a file that is a tensor, or lies between two. */
interface Stretch {
  readonly tensor?: string;
  readonly position: number;
  readonly byteLength: number;
  readonly crc32?: string;
}

/** A file of which nothing is known but what all of it comes to. */
export function wholeFile(
  name: string,
  { byteLength, crc32 }: { readonly byteLength: number; readonly crc32: number },
): ManifestFile {
  return { name, byteLength, crc32: crc32Text(crc32), tensors: [] };
}

/** What in a file is not as the manifest says; nothing when all is. Reads every byte once. */
export async function faultsOf(
  folder: string,
  file: ManifestFile,
  work: FileCheck,
): Promise<FileFault[]> {
  const { name, byteLength } = file;
  const path = join(folder, name);
  if (!isFile(path)) return [{ file: name, why: "it is not there, or is not a file" }];
  const source = openFile(path);
  try {
    if (source.byteLength !== byteLength) {
      const why = `it has ${source.byteLength} bytes, and had ${byteLength} when it was written`;
      return [{ file: name, why }];
    }
    return await faultsIn(source, file, work);
  } finally {
    source.close();
  }
}

async function faultsIn(
  source: FileSource,
  { name: file, byteLength, crc32, tensors }: ManifestFile,
  work: FileCheck,
): Promise<FileFault[]> {
  const faults: FileFault[] = [];
  let whole = 0;
  for (const stretch of stretches(byteLength, tensors)) {
    const { tensor, position, byteLength } = stretch;
    const place = { file, ...(tensor !== undefined && { tensor }), position, byteLength };
    try {
      const sum = await sumOf(source, stretch, file, work);
      whole = combineCrc32(whole, sum, byteLength);
      if (stretch.crc32 === undefined || stretch.crc32 === crc32Text(sum)) continue;
      faults.push({
        ...place,
        why: `its bytes have CRC-32 ${
          crc32Text(sum)
        }, and had ${stretch.crc32} when it was written`,
      });
    } catch (error) {
      if (!(error instanceof SourceReadError)) throw error;
      return [...faults, { ...place, why: error.message }];
    }
  }
  if (faults.length > 0 || crc32Text(whole) === crc32) return faults;
  const why = tensors.length === 0
    ? `it has CRC-32 ${crc32Text(whole)}, and had ${crc32} when it was written`
    : "its tensors are as they were written, and its header or what else is between them is not";
  return [{ file, why }];
}

/** The tensors of a file and what lies between them, without gap. */
function* stretches(
  byteLength: number,
  tensors: ManifestFile["tensors"],
): Generator<Stretch, void> {
  let end = 0;
  for (const { name, dtype, shape, position, crc32 } of tensors) {
    if (position > end) yield { position: end, byteLength: position - end };
    const length = bytesOf(dtype, shape);
    yield { tensor: name, position, byteLength: length, crc32 };
    end = position + length;
  }
  if (byteLength > end) yield { position: end, byteLength: byteLength - end };
}

async function sumOf(
  source: FileSource,
  { tensor = "", position, byteLength }: Stretch,
  file: string,
  { crc32, buffer, meter }: FileCheck,
): Promise<number> {
  let sum = 0;
  for (let done = 0; done < byteLength; done += buffer.length) {
    const bytes = buffer.subarray(0, byteLength - done);
    source.read(position + done, bytes);
    sum = crc32(bytes, sum);
    if (meter.advance(bytes.length, { tensor, file })) await meter.turn();
  }
  return sum;
}
