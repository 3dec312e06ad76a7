/**
 * Tensors that are sound, and cannot be said here.
 *
 * @module
 */
import { EXIT, type ExitCode, printable, quoteName, TensorferryError } from "@tensorferry/core";

/** A tensor is sparse, quantised, of a dtype that no container shares, or big-endian. The message says which, and what to do. */
export class UnreadableTensorError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "UnreadableTensor";
  /** The command ends as for any source that cannot be read. */
  override readonly exitCode: ExitCode = EXIT.source;
  /** Says which tensor of which file cannot be read, and why. */
  constructor(
    /** Path of the file or folder. */
    readonly path: string,
    /** Name of the tensor, exactly as the file has it. */
    readonly tensor: string,
    /** What it is that cannot be said: completes "tensor x is …". */
    readonly what: string,
  ) {
    super(
      `Cannot read ${printable(path)}: tensor ${quoteName(tensor)} is ${what}. ` +
        "Turn it into a plain dense tensor with torch, and save it again; or leave it out there",
    );
  }
}
