/**
 * What an earlier run has finished, looked at before it is relied on.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import type { FinishedFile } from "../../commit/journal.ts";
import type { Staging } from "../../commit/staging.ts";
import { statOf, syncFile } from "../../io/file_system.ts";
import { faultsOf, wholeFile } from "../../manifest/check_file.ts";
import type { Hold } from "../../tensor/wasm/kernels.ts";
import { openMeter } from "../meter.ts";

/**
 * Gives up the finished files that are not there, or not as they were. A file that was on the disk before it was noted is known by
 * its size. One that was not may have lost any of its bytes to a power cut: it is read, and, with `sync`, put on the disk.
 */
export async function keepFinished(
  staging: Staging,
  { sync, crc32, hold, signal }: {
    readonly sync: boolean;
    readonly crc32: Crc32;
    /** What files are read through. */
    readonly hold: Hold<"file">;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const meter = openMeter<object>({ total: Infinity, signal, report: () => {} });
  for (const finished of [...staging.finished.values()]) {
    const { file, byteLength, synced } = finished;
    const isThere = statOf(staging.path(file))?.size === byteLength;
    if (isThere && (synced || await isWhole(finished))) continue;
    staging.discard(file);
  }

  async function isWhole(finished: FinishedFile): Promise<boolean> {
    const { file } = finished;
    const [buffer] = hold("file");
    const work = { crc32, buffer: buffer!, meter };
    const faults = await faultsOf(staging.path(""), wholeFile(file, finished), work);
    if (faults.length === 0 && sync) syncFile(staging.path(file));
    return faults.length === 0;
  }
}
