/**
 * What was written, read back before it is put in place.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import { ReadBackError } from "../../errors.ts";
import { faultsOf } from "../../manifest/check_file.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { Hold } from "../../tensor/wasm/kernels.ts";
import { quoteName } from "../../text/printable.ts";
import { openMeter } from "../meter.ts";
import type { Progress } from "../write_options.ts";

/**
 * Reads every file of a manifest and compares its checksums.
 *
 * @throws ReadBackError at the first file that is not what was written.
 */
export async function readBack(
  folder: string,
  { files }: Manifest,
  { crc32, hold, signal, onProgress }: {
    readonly crc32: Crc32;
    /** What files are read through. */
    readonly hold: Hold<"file">;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((progress: Progress) => void) | undefined;
  },
): Promise<void> {
  const total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const [buffer] = hold("file");
  const work = {
    crc32,
    buffer: buffer!,
    meter: openMeter<Pick<Progress, "tensor" | "file">>({
      total,
      signal,
      report: (at, done) => onProgress?.({ ...at, step: "verify", done, total }),
    }),
  };
  for (const file of files) {
    const [fault] = await faultsOf(folder, file, work);
    if (fault === undefined) continue;
    const { tensor, position, why } = fault;
    const of = tensor === undefined ? "" : `tensor ${quoteName(tensor)}, `;
    const at = position === undefined ? "" : `at byte ${position}, `;
    throw new ReadBackError(`${folder}/${file.name}`, `${of}${at}${why}`);
  }
}
