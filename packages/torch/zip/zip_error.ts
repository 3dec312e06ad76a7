/**
 * What can be wrong with a zip archive.
 *
 * @module
 */
import { EXIT, type ExitCode, printable, TensorferryError } from "@tensorferry/core";

/**
 * Why an archive is not read:
 *
 * - `Truncated`: it has no end record, or something lies beyond its end.
 * - `BadRecord`: a record is not where it must be, or contradicts another.
 * - `Overlap`: two entries claim the same bytes.
 * - `BadName`: an entry has the name of another, or one that leaves the archive.
 * - `Unsupported`: an entry is compressed or encrypted, or the archive is in several parts. torch writes none of these.
 * - `TooLarge`: it goes beyond a limit.
 */
export type ZipRule =
  | "Truncated"
  | "BadRecord"
  | "Overlap"
  | "BadName"
  | "Unsupported"
  | "TooLarge";

const ADVICE: Readonly<Record<ZipRule, string>> = {
  Truncated:
    "The file is incomplete; compare its size and checksum with the original and fetch it again",
  BadRecord: "The file has been altered; fetch it again",
  Overlap: "No torch writes this; the file has been altered",
  BadName: "No torch writes this; the file has been altered",
  Unsupported: "Save it again with torch.save",
  TooLarge: "Save the tensors in several files",
};

/** An archive is malformed, or not as torch writes them. */
export class ZipError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "Zip";
  /** The command ends as for any source that cannot be read. */
  override readonly exitCode: ExitCode = EXIT.source;
  /** Says what was found in which file, and what to do about it. */
  constructor(
    /** The broken rule. */
    readonly rule: ZipRule,
    /** Path or URL of the file. */
    readonly path: string,
    /** Where it was found, in bytes from the beginning of the file. */
    readonly position: number,
    /** What was found, with its names and numbers. */
    found: string,
  ) {
    super(
      `Cannot read ${printable(path)} as a zip archive: ${found} (${rule}, at ${position}). ${
        ADVICE[rule]
      }`,
    );
  }
}
