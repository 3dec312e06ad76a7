/**
 * What cannot be written as safetensors.
 *
 * @module
 */
import { EXIT, type ExitCode, quoteName, TensorferryError } from "@tensorferry/core";

/**
 * Why tensors cannot be written:
 *
 * - `HeaderTooLarge`: their header would pass 100,000,000 bytes, so that no reader took the file. Use smaller shards.
 * - `ReservedName`: a tensor is called `__metadata__`; the reference writes it and cannot read it back.
 * - `NameTwice`: two tensors have one name.
 * - `IllFormedName`: a name or a text has a lone surrogate, which UTF-8 cannot hold.
 * - `MisalignedSlice`: a tensor of a packed dtype does not fill its last byte.
 * - `SizeTooLarge`: a shape is not whole numbers, or the file would have 2^53 bytes or more.
 * - `BytesMismatch`: the bytes given for a tensor are more or fewer than its dtype and shape take.
 */
export type SafetensorsWriteRule =
  | "HeaderTooLarge"
  | "ReservedName"
  | "NameTwice"
  | "IllFormedName"
  | "MisalignedSlice"
  | "SizeTooLarge"
  | "BytesMismatch";

/** Tensors cannot be one safetensors file. Thrown before anything is written; the message says what to change. */
export class SafetensorsWriteError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "SafetensorsWrite";
  /** The command ends as for any plan that cannot be made. */
  override readonly exitCode: ExitCode = EXIT.plan;
  /** Says what was found, and what to change. */
  constructor(
    /** The broken rule. */
    readonly rule: SafetensorsWriteRule,
    /** What was found, with its numbers, and what to change. */
    found: string,
    /** Name of the tensor at fault. */
    readonly tensor?: string,
  ) {
    const what = tensor === undefined ? "safetensors" : `tensor ${quoteName(tensor)}`;
    super(`Cannot write ${what}: ${found} (${rule})`);
  }
}
