/**
 * The manifest of a conversion, from what was written.
 *
 * @module
 */
import manifest from "../deno.json" with { type: "json" };
import type { FileSums } from "../checksum/file_sums.ts";
import { partOf } from "../plan/part.ts";
import type { Plan, PlannedTensor } from "../plan/plan.ts";
import { bytesOf } from "../dtype.ts";
import { crc32Text } from "./crc32_text.ts";
import type { Manifest, ManifestFile, ManifestTensor } from "./manifest.ts";

/** Version of Tensorferry. */
export const PROGRAM: string = manifest.version;

/**
 * Makes a manifest.
 *
 * @param written the checksums of each file, in the order in which files are put in place.
 */
export function makeManifest(
  plan: Plan,
  digest: string,
  written: ReadonlyMap<string, FileSums>,
): Manifest {
  const { container, plugin, modelType, from, to, sources } = plan;
  const planned = new Map(plan.shards.map(({ file, tensors }) => [file, tensors]));
  return {
    manifest: 1,
    tensorferry: PROGRAM,
    plan: digest,
    container,
    plugin,
    modelType,
    from,
    to,
    sources,
    files: [...written].map(([name, sums]) => fileOf(name, sums, planned.get(name) ?? [])),
  };
}

function fileOf(
  name: string,
  { byteLength, crc32, tensors: sums }: FileSums,
  tensors: readonly PlannedTensor[],
): ManifestFile {
  return {
    name,
    byteLength,
    crc32: crc32Text(crc32),
    tensors: tensors.map((tensor, i): ManifestTensor => {
      const [position, sum] = sums[i]!;
      return { ...partOf(tensor), position, crc32: crc32Text(sum) };
    }).sort((a, b) => a.position - b.position || lengthOf(a) - lengthOf(b)),
  };
}

function lengthOf({ dtype, shape }: ManifestTensor): number {
  return bytesOf(dtype, shape);
}

/** The text of a manifest, a line for each file and tensor; in pieces, as it may be long. */
export function* manifestText(manifest: Manifest): Generator<string, void> {
  const { files, ...about } = manifest;
  yield `${JSON.stringify(about, null, 2).slice(0, -2)},\n  "files": [`;
  for (const [i, { tensors, ...file }] of files.entries()) {
    yield `${i === 0 ? "" : ","}\n    ${JSON.stringify(file).slice(0, -1)}`;
    for (const [j, tensor] of tensors.entries()) {
      yield `${j === 0 ? `, "tensors": [` : ","}\n      ${JSON.stringify(tensor)}`;
    }
    yield tensors.length === 0 ? "}" : "\n    ]}";
  }
  yield "\n  ]\n}\n";
}
