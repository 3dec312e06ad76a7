/**
 * What can be wrong with a pickle.
 *
 * @module
 */
import { EXIT, type ExitCode, printable, TensorferryError } from "@tensorferry/core";

/**
 * Why a pickle is not read:
 *
 * - `Truncated`: it ends before its STOP.
 * - `UnknownOpcode`: a byte is no instruction, or one that no torch writes.
 * - `UnknownGlobal`: it names a class or function that is not on the list of those that are understood. Nothing was called.
 * - `BadStack`: an instruction needs more values than there are.
 * - `BadMemo`: it refers to a value that it never kept.
 * - `WrongType`: an instruction meets a value that it does not apply to.
 * - `BadText`: text is not UTF-8.
 * - `BadArguments`: a class or function is given what its reader does not understand.
 * - `TooLarge`: it goes beyond a limit of `limits.ts`.
 */
export type PickleRule =
  | "Truncated"
  | "UnknownOpcode"
  | "UnknownGlobal"
  | "BadStack"
  | "BadMemo"
  | "WrongType"
  | "BadText"
  | "BadArguments"
  | "TooLarge";

const INCOMPLETE =
  "The file is incomplete or has been altered; compare its size and checksum with the original and fetch it again";
const WRITER_AT_FAULT =
  "No torch writes this; the file has been altered, or was made by another program";

const ADVICE: Readonly<Record<PickleRule, string>> = {
  Truncated: INCOMPLETE,
  UnknownOpcode: "Save it again with torch.save of a plain state dict, in its default protocol",
  UnknownGlobal:
    "Nothing was run. If you trust where the file comes from, load it there with Python and save its state dict alone",
  BadStack: WRITER_AT_FAULT,
  BadMemo: WRITER_AT_FAULT,
  WrongType: WRITER_AT_FAULT,
  BadText: WRITER_AT_FAULT,
  BadArguments: "Save it again with a current torch, as a plain state dict",
  TooLarge: "Save the state dict alone, in several files",
};

/** Where in a file an instruction of a pickle lies. */
export interface PicklePlace {
  /** Path or URL of the file, and the entry of an archive. */
  readonly path: string;
  /** Position in bytes from the beginning of the file, or of the entry. */
  readonly position: number;
  /** Name of the instruction, as Python's `pickle` calls it; nothing where the byte is none. */
  readonly opcode?: string;
}

/**
 * A pickle is malformed, or asks for what is not understood.
 *
 * No code of the file was run, and none ever is. `rule` and the place are for programs.
 */
export class PickleError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "Pickle";
  /** The command ends as for any source that cannot be read. */
  override readonly exitCode: ExitCode = EXIT.source;
  /** Says what was found where, and what to do about it. */
  constructor(
    /** The broken rule. */
    readonly rule: PickleRule,
    /** Where it was broken. */
    readonly place: PicklePlace,
    /** What was found, with its names and numbers. */
    found: string,
    /** What to do about it, where there is better advice than that for the rule. */
    advice: string = ADVICE[rule],
  ) {
    const { path, position, opcode } = place;
    const at = opcode === undefined ? `at ${position}` : `${opcode} at ${position}`;
    super(`Cannot read ${printable(path)}: ${found} (${rule}, ${at}). ${advice}`);
  }
}
