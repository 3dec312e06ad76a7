/**
 * The index of an offload folder (`accelerate/utils/offload.py` of accelerate 1.15).
 *
 * @module
 */
import {
  bitsOf,
  type DType,
  isDType,
  MalformedCheckpointError,
  printable,
  quoteName,
} from "@tensorferry/core";
import { isObject } from "../folder/read_json.ts";
import { UnreadableTensorError } from "../unreadable_tensor_error.ts";

/** The name of the index. */
export const INDEX_FILE = "index.json";

/** What the name of a tensor's file ends with, after that of the tensor. */
export const DATA_SUFFIX = ".dat";

/** Whether a file may be that of a tensor. */
export function isDataName(file: string): boolean {
  return file.endsWith(DATA_SUFFIX) && !file.startsWith(".");
}

/** A tensor that lies in a file of its own, `<name>.dat`. */
export interface RawEntry {
  readonly kind: "raw";
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** A tensor that lies in a safetensors file, wherever that is. */
export interface SafetensorsEntry {
  readonly kind: "safetensors";
  /** Path of the file, as the index has it. */
  readonly file: string;
  /** What the file calls the tensor. */
  readonly name: string;
  /** What it becomes when it is read. */
  readonly dtype?: DType;
}

/** Where a tensor lies. */
export type OffloadEntry = RawEntry | SafetensorsEntry;

/** Whether a JSON value has the form of an index: an object per tensor, with the dtype or the file of each. */
export function isOffloadIndex(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const entries = Object.values(value);
  return entries.length > 0 &&
    entries.every((entry) => isObject(entry) && ("dtype" in entry || "safetensors_file" in entry));
}

/**
 * Reads one entry of the index.
 *
 * @throws MalformedCheckpointError when it does not say where the tensor lies.
 * @throws UnreadableTensorError when its dtype is one that no container shares.
 */
export function readEntry(path: string, tensor: string, value: unknown): OffloadEntry {
  const entry = isObject(value) ? value : {};
  const dtype = dtypeOf(path, tensor, entry["dtype"]);
  const file = entry["safetensors_file"];
  if (file !== undefined) {
    const name = entry["weight_name"] ?? tensor;
    if (typeof file !== "string" || typeof name !== "string") {
      throw malformed(path, tensor, "names no file and tensor");
    }
    return { kind: "safetensors", file, name, ...(dtype === undefined ? {} : { dtype }) };
  }
  const shape = entry["shape"];
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw malformed(path, tensor, "has no shape");
  }
  if (dtype === undefined) throw malformed(path, tensor, "has no dtype");
  return { kind: "raw", dtype, shape };
}

/** The names are numpy's, and torch's where numpy has none: `bfloat16`, though the file holds what numpy calls int16. */
function dtypeOf(path: string, tensor: string, value: unknown): DType | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw malformed(path, tensor, "has no dtype");
  if (isDType(value) && bitsOf(value) >= 8) return value;
  throw new UnreadableTensorError(path, tensor, `of dtype ${quoteName(value)}`);
}

function malformed(path: string, tensor: string, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(path),
    `the entry of tensor ${quoteName(tensor)} ${why}. Offload the model again`,
  );
}
