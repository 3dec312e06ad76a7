/**
 * What can be wrong with a safetensors file.
 *
 * @module
 */
import { EXIT, type ExitCode, printable, quoteName, TensorferryError } from "@tensorferry/core";

/**
 * The rule of the format that a file breaks.
 *
 * Each but the last two is the variant of `SafeTensorError` that the Rust crate 0.8.0 answers for the same file
 * (`safetensors/src/tensor.rs`):
 *
 * - `HeaderTooSmall`: fewer than 8 bytes.
 * - `HeaderTooLarge`: the header is said to have more than 100,000,000 bytes.
 * - `InvalidHeaderLength`: the file ends within the header.
 * - `InvalidHeader`: the header is not UTF-8.
 * - `InvalidHeaderDeserialization`: the header is not JSON, or not of the form that a header has.
 * - `InvalidOffset`: a tensor does not begin where the one before it ends, or ends before it begins.
 * - `ValidationOverflow`: a shape, or its size in bits, is not below 2^64.
 * - `MisalignedSlice`: a tensor of a packed dtype does not fill its last byte.
 * - `TensorInvalidInfo`: offsets span another number of bytes than shape and dtype take.
 * - `MetadataIncompleteBuffer`: the data is shorter or longer than the header says.
 * - `DimensionTooLarge`: Tensorferry's own. An empty tensor has a size of 2^53 or more beside its 0. The header reads, and
 *   the crate takes the file; a lazy tensor, whose sizes are JavaScript numbers, cannot have that shape.
 * - `TooLarge`: Tensorferry's own, too. More tensors, longer names or more dimensions than any model has: see `limits.ts`.
 */
export type SafetensorsRule =
  | "HeaderTooSmall"
  | "HeaderTooLarge"
  | "InvalidHeaderLength"
  | "InvalidHeader"
  | "InvalidHeaderDeserialization"
  | "InvalidOffset"
  | "ValidationOverflow"
  | "MisalignedSlice"
  | "TensorInvalidInfo"
  | "MetadataIncompleteBuffer"
  | "DimensionTooLarge"
  | "TooLarge";

const INCOMPLETE =
  "The file is incomplete or has been altered; compare its size and checksum with the original and fetch it again";
const NOT_THIS_FORMAT =
  "Check that this is a safetensors file and not, say, a Git LFS pointer or an error page";
const WRITER_AT_FAULT =
  "The program that wrote the file is at fault; write it again with a current one";

const ADVICE: Readonly<Record<SafetensorsRule, string>> = {
  HeaderTooSmall: INCOMPLETE,
  HeaderTooLarge: NOT_THIS_FORMAT,
  InvalidHeaderLength: INCOMPLETE,
  InvalidHeader: NOT_THIS_FORMAT,
  InvalidHeaderDeserialization: WRITER_AT_FAULT,
  InvalidOffset: WRITER_AT_FAULT,
  ValidationOverflow: WRITER_AT_FAULT,
  MisalignedSlice: WRITER_AT_FAULT,
  TensorInvalidInfo: WRITER_AT_FAULT,
  MetadataIncompleteBuffer: INCOMPLETE,
  DimensionTooLarge: "Remove the tensor, which has no elements, or give it smaller sizes",
  TooLarge: "No known model comes near; check where the file comes from",
};

/**
 * A file is not safetensors, or not whole.
 *
 * `rule` says which rule of the format it breaks; nothing was read from it beyond its header. The message names the file, the
 * tensor where it is known, the numbers, and what to do.
 */
export class SafetensorsError extends TensorferryError {
  /** The name of this kind of error. */
  override readonly tag = "Safetensors";
  /** The command ends as for any source that cannot be read. */
  override readonly exitCode: ExitCode = EXIT.source;
  /** Says what was found in which file, and what to do about it. */
  constructor(
    /** The broken rule. */
    readonly rule: SafetensorsRule,
    /** Path or URL of the file. */
    readonly path: string,
    /** What was found, with its numbers. */
    found: string,
    /** Name of the tensor at fault, exactly as the header has it. */
    readonly tensor?: string,
  ) {
    const where = tensor === undefined ? "" : `tensor ${quoteName(tensor)} `;
    super(`Cannot read ${printable(path)}: ${where}${found} (${rule}). ${ADVICE[rule]}`);
  }
}
