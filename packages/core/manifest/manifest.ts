/**
 * The manifest: what a conversion wrote, from what, and the checksums by which that can be told ever after.
 *
 * It holds no time and no path of a machine, so that the same conversion gives the same bytes.
 *
 * @module
 */
import type { DType } from "../dtype.ts";
import type { PartOf } from "../io/container.ts";
import type { Plan } from "../plan/plan.ts";
import type { Shape } from "../tensor/lazy_tensor.ts";

/** Name of the manifest at the top of a checkpoint. */
export const MANIFEST_FILE = "tensorferry.json";

/** A tensor, or what a file holds of it. */
export interface ManifestTensor {
  /** Fully qualified name. */
  readonly name: string;
  readonly dtype: DType;
  /** Sizes per dimension, in elements. */
  readonly shape: Shape;
  /** Where it lies in the whole tensor, where it is a part. */
  readonly part?: PartOf | undefined;
  /** Byte position of its first element in the file. */
  readonly position: number;
  /** CRC-32 of its bytes, in hexadecimal. */
  readonly crc32: string;
}

/** A file that was written. */
export interface ManifestFile {
  /** Name within the checkpoint's folder. */
  readonly name: string;
  /** Size of the file in bytes. */
  readonly byteLength: number;
  /** CRC-32 of all of its bytes, in hexadecimal. */
  readonly crc32: string;
  /** In the order of their positions. */
  readonly tensors: readonly ManifestTensor[];
}

/** What a conversion wrote. */
export interface Manifest {
  /** Version of this form. */
  readonly manifest: 1;
  /** Version of Tensorferry. */
  readonly tensorferry: string;
  /** Digest of the plan. */
  readonly plan: string;
  readonly container: string;
  readonly plugin?: Plan["plugin"] | undefined;
  readonly modelType?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The files that the tensors were read from, by their names within the source. */
  readonly sources: Plan["sources"];
  readonly files: readonly ManifestFile[];
}
