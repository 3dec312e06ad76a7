/**
 * Tensors that a container has no form for.
 *
 * @module
 */
import { EXIT, type ExitCode, quoteName, TensorferryError } from "@tensorferry/core";

/** A tensor has a name or a dtype that the container to be written cannot hold. Nothing was written; the message says what to do. */
export class UnwritableTensorError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "UnwritableTensor";
  /** The command ends as for any plan that cannot be made. */
  override readonly exitCode: ExitCode = EXIT.plan;
  /** Says which tensor cannot be written, and why. */
  constructor(
    /** Name of the tensor. */
    readonly tensor: string,
    /** What is in the way, and what to do: completes "Cannot write tensor x: …". */
    why: string,
  ) {
    super(`Cannot write tensor ${quoteName(tensor)}: ${why}`);
  }
}
