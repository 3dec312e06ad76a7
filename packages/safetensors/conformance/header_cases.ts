/**
 * Headers at the edges of the format, with the verdict of the reference (safetensors 0.8.0, observed).
 *
 * `tests/oracle/safetensors_oracle.ts` asks the reference again.
 *
 * @module
 */
import type { SafetensorsRule } from "../safetensors_error.ts";
import { ACCEPTED } from "./accepted_headers.ts";
import { REFUSED } from "./refused_headers.ts";

/** One file: its header as text or bytes, and how many bytes follow. */
export interface HeaderCase {
  /** What is special about it, in words. */
  readonly what: string;
  /** The header, without the length before it. */
  readonly header: string | Uint8Array;
  /** How many bytes follow the header. */
  readonly dataBytes: number;
  /** The broken rule, or the names of the tensors that are read. */
  readonly verdict: SafetensorsRule | readonly string[];
}

/** Every case. */
export const HEADER_CASES: readonly HeaderCase[] = [
  ...ACCEPTED.map(([what, header, dataBytes, ...verdict]) => ({
    what,
    header,
    dataBytes,
    verdict,
  })),
  ...REFUSED.map(([what, verdict, header, dataBytes]) => ({ what, header, dataBytes, verdict })),
];

/** The bytes of the header of a case. */
export function headerBytes({ header }: HeaderCase): Uint8Array {
  return typeof header === "string" ? new TextEncoder().encode(header) : header;
}

/** The whole file of a header, with zeros as data. */
export function fileOf(header: Uint8Array, dataBytes: number): Uint8Array {
  const file = new Uint8Array(8 + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  return file;
}
