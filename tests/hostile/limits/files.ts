/**
 * Files of hostile checkpoints.
 *
 * @module
 */
import { join } from "node:path";
import { joined, joinedAll } from "../mutate/bytes.ts";
import { littleEndian } from "../mutate/values.ts";
import type { HostileCase } from "./refusal.ts";

/** The bytes of a text, one per character where it has no others than those of ASCII. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Writes a file of a folder. */
export function put(folder: string, name: string, content: Uint8Array | string): void {
  Deno.writeFileSync(join(folder, name), typeof content === "string" ? utf8(content) : content);
}

/** Writes a file that has so many bytes, all but the first of them a hole. */
export function putSparse(
  folder: string,
  name: string,
  head: Uint8Array,
  byteLength: number,
): void {
  put(folder, name, head);
  Deno.truncateSync(join(folder, name), byteLength);
}

/** A safetensors file, or its beginning where its data is a hole. */
export function safetensorsOf(header: string, dataBytes: number = 0): Uint8Array<ArrayBuffer> {
  const json = utf8(header);
  return joined(littleEndian(BigInt(json.length), 8), json, new Uint8Array(dataBytes));
}

/** A header of entries that are as short as can be, `count` of them, each with a byte if `bytes` is 1. */
export function manyEntries(count: number, bytes: 0 | 1): string {
  const entry = (i: number) =>
    `"${i.toString(36)}":["U8",[${bytes}],[${bytes * i},${bytes * (i + 1)}]]`;
  return `{${Array.from({ length: count }, (_, i) => entry(i)).join(",")}}`;
}

/** An entry of an archive, and what its directory says of it that is not so. */
export interface HostileEntry {
  readonly name: string;
  readonly payload: Uint8Array;
  readonly method?: number;
  readonly byteLength?: number;
  readonly header?: number;
}

/** A zip archive. */
export function zipOf(
  entries: readonly HostileEntry[],
  count: number = entries.length,
): Uint8Array<ArrayBuffer> {
  const u = (value: number, width: number) => littleEndian(BigInt(value), width);
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, payload, method = 0, byteLength = payload.length, header = at } of entries) {
    const called = utf8(name);
    const sizes = joined(u(0, 4), u(byteLength, 4), u(byteLength, 4));
    const how = [u(method, 2), u(0, 4)];
    const rest = [u(called.length, 2), u(0, 2)];
    body.push(joined(u(0x04034b50, 4), u(0, 4), ...how, sizes, ...rest, called), payload);
    const after = [u(0, 2), u(0, 4), u(0, 4), u(header, 4)];
    directory.push(joined(u(0x02014b50, 4), u(0, 6), ...how, sizes, ...rest, ...after, called));
    at += 30 + called.length + payload.length;
  }
  const central = joinedAll(directory);
  const counts = [u(0, 4), u(count, 2), u(count, 2)];
  const end = joined(u(0x06054b50, 4), ...counts, u(central.length, 4), u(at, 4), u(0, 2));
  return joinedAll([...body, central, end]);
}

/** What `torch.save` would write around a pickle. */
export function torchZip(
  pickle: Uint8Array,
  more: readonly HostileEntry[] = [],
): Uint8Array<ArrayBuffer> {
  return zipOf([
    { name: "a/data.pkl", payload: pickle },
    { name: "a/version", payload: utf8("3\n") },
    ...more,
  ]);
}

/** A part of a pickle: text of one character per byte, a number for one byte, bytes, or parts. */
export type Part = string | number | Uint8Array | readonly Part[];

/** Instructions of a pickle. */
export function pickled(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return joinedAll(parts.map((part) => {
    if (typeof part === "number") return Uint8Array.of(part);
    if (typeof part === "string") return Uint8Array.from(part, (char) => char.charCodeAt(0));
    return part instanceof Uint8Array ? part : joinedAll(part.map((inner) => pickled(inner)));
  }));
}

/** A text as a pickle has it. */
export function text(value: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(value);
  return joined(Uint8Array.of(0x58), littleEndian(BigInt(bytes.length), 4), bytes);
}

/** A number of four bytes as a pickle has it. */
export function int(value: number): Uint8Array<ArrayBuffer> {
  return joined(Uint8Array.of(0x4a), littleEndian(BigInt(value), 4));
}

/** The file that torch readers look for. */
export const FILE = "pytorch_model.bin";

/** A case of one file of torch's. */
export function archive(
  what: string,
  said: RegExp,
  file: () => Uint8Array,
  mostMiB?: number,
): HostileCase {
  return [
    what,
    said,
    (folder) => put(folder, FILE, file()),
    mostMiB === undefined ? {} : { mostMiB },
  ];
}
