/**
 * Holds a checkpoint against its manifest alone.
 *
 * @module
 */
import { resolve } from "node:path";
import { loadCrc32 } from "../checksum/crc32.ts";
import { isCommitting } from "../commit/destination.ts";
import { NotACheckpointError } from "../errors.ts";
import { openMeter } from "../ferry/meter.ts";
import { takenInstead } from "../ferry/output/output_files.ts";
import type { Container } from "../io/container.ts";
import { fileNamesIn, statOf } from "../io/file_system.ts";
import { FILE_BYTES } from "../plan/memory.ts";
import { faultsOf, type FileFault } from "./check_file.ts";
import { type Manifest, MANIFEST_FILE } from "./manifest.ts";

/** Options of {@link checkFolder}. */
export interface FolderCheckOptions {
  /**
   * The families of files of which none may be there that the manifest does not name, as it would be taken for a part; in the order in
   * which opening tries them.
   */
  readonly containers: readonly Container[];
  readonly signal?: AbortSignal;
  /** Called with the bytes read so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What {@link checkFolder} found. */
export interface FolderCheck {
  readonly manifest: Manifest;
  /** What is not as the manifest says; none when all is. */
  readonly faults: readonly FileFault[];
}

/**
 * Reads every file that a manifest names, and compares checksums: those of each tensor, and those of each file with all that it has
 * beside tensors.
 *
 * @throws NotACheckpointError when there is no folder, or no manifest in it.
 * @throws MalformedCheckpointError when the manifest cannot be read.
 *
 * @example
 * ```ts ignore
 * const { faults } = await checkFolder("fused", { containers: [safetensors] });
 * for (const { file, tensor, why } of faults) console.log(file, tensor, why);
 * ```
 */
export async function checkFolder(
  path: string,
  { containers, signal, onProgress }: FolderCheckOptions,
): Promise<FolderCheck> {
  const folder = resolve(path);
  if (!statOf(folder)?.isDirectory) {
    throw new NotACheckpointError(path, "there is no such folder. Check the path");
  }
  if (isCommitting(folder)) {
    throw new NotACheckpointError(
      path,
      "a conversion was killed while it put its files in place. Convert into it again, which goes through with that first",
    );
  }
  // A conversion, which has this module too, reads no manifest, and need not load what checks one.
  const { readManifest } = await import("./read_manifest.ts");
  const manifest = readManifest(folder);
  if (manifest === undefined) {
    throw new NotACheckpointError(
      path,
      `there is no ${MANIFEST_FILE} in it, which a conversion leaves. To compare it, give the checkpoint that it was made from too`,
    );
  }
  const total = manifest.files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const work = {
    crc32: await loadCrc32(),
    buffer: new Uint8Array(Math.min(FILE_BYTES, Math.max(1, total))),
    meter: openMeter<object>({
      total,
      signal,
      report: (_, done) => onProgress?.(done, total),
    }),
  };
  const faults: FileFault[] = [];
  for (const file of manifest.files) faults.push(...await faultsOf(folder, file, work));
  return { manifest, faults: [...faults, ...unnamed(folder, manifest, containers)] };
}

/** Files that loaders would take for parts of the checkpoint, or for another in its place, and that no conversion wrote. */
function unnamed(
  folder: string,
  { files, container: name }: Manifest,
  containers: readonly Container[],
): FileFault[] {
  const named = new Set(files.map(({ name }) => name));
  const names = fileNamesIn(folder);
  const claimed = containers.flatMap((container) => container.claims(folder, names));
  const own = containers.find((container) => container.name === name);
  const taken = own === undefined ? [] : takenInstead(names, named, own, containers);
  const odd = new Set([...claimed, ...taken].filter((file) => !named.has(file)));
  return [...odd].toSorted().map((file) => ({
    file,
    why:
      `${MANIFEST_FILE} does not name it, and programs may take it for a part of this checkpoint`,
  }));
}
