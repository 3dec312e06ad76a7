/**
 * Reading a manifest, checked without trusting it.
 *
 * @module
 */
import * as v from "valibot";
import { join } from "node:path";
import { bytesOf, DTYPES } from "../dtype.ts";
import { MalformedCheckpointError } from "../errors.ts";
import { isFileName } from "../io/file_name.ts";
import { statOf } from "../io/file_system.ts";
import { reasonOf } from "../text/reason.ts";
import { type Manifest, MANIFEST_FILE, type ManifestFile } from "./manifest.ts";

/** Above this size it is none: that of a million tensors has 200 MB. V8 has no strings beyond 2^29 characters. */
const MAX_MANIFEST_BYTES = 2 ** 28;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shape = v.array(count);
const crc32 = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/));
const optionalString = v.optional(v.string());

const schema = v.object({
  manifest: v.literal(1),
  tensorferry: v.string(),
  plan: v.string(),
  container: v.string(),
  plugin: v.optional(
    v.object({
      name: v.string(),
      version: v.string(),
      integrity: v.exactOptional(v.string()),
    }),
  ),
  modelType: optionalString,
  from: optionalString,
  to: optionalString,
  sources: v.array(v.object({ name: v.string(), byteLength: count })),
  files: v.array(v.object({
    name: v.pipe(v.string(), v.check((name) => isFileName(name), "a name of a file was expected")),
    byteLength: count,
    crc32,
    tensors: v.optional(
      v.array(v.object({
        name: v.string(),
        dtype: v.picklist(DTYPES),
        shape,
        part: v.optional(v.object({ offsets: shape, shape })),
        position: count,
        crc32,
      })),
      [],
    ),
  })),
});

/**
 * Reads the manifest of a folder; nothing when it has none.
 *
 * @throws MalformedCheckpointError when it is not one.
 */
export function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, MANIFEST_FILE);
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (!stat.isFile || stat.size > MAX_MANIFEST_BYTES) {
    throw new MalformedCheckpointError(path, "it is not a file, or too large for a manifest");
  }
  let json: unknown;
  try {
    json = JSON.parse(Deno.readTextFileSync(path));
  } catch (cause) {
    throw new MalformedCheckpointError(path, `it is not JSON: ${reasonOf(cause)}`, {
      cause,
    });
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) {
    const [{ message, path: at }] = parsed.issues;
    const where = at?.map(({ key }) => String(key)).join(".") ?? "it";
    throw new MalformedCheckpointError(path, `it is no manifest: at ${where}, ${message}`);
  }
  for (const file of parsed.output.files) checkPlaces(path, file);
  return parsed.output;
}

/** Makes sure that tensors lie in their file, one behind the other. */
function checkPlaces(path: string, { name, byteLength, tensors }: ManifestFile): void {
  let end = 0;
  for (const { name: tensor, dtype, shape, position } of tensors) {
    const length = bytesOf(dtype, shape);
    if (position < end || !Number.isSafeInteger(length) || position + length > byteLength) {
      throw new MalformedCheckpointError(
        path,
        `it has tensor ${tensor} of ${length} bytes at ${position} of ${name}, where it cannot lie`,
      );
    }
    end = position + length;
  }
}
