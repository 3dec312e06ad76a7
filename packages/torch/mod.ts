/**
 * Reads what training programs write with torch: files of `torch.save`, distributed checkpoints, the safetensors shards of ranks, and
 * offload folders; of any size, and without executing anything. Writes all of these but the first, as torch itself does.
 *
 * Opening takes directories and pickles only; what comes back says where each tensor's bytes lie.
 *
 * @module
 */
export * from "./bin/container.ts";
export * from "./containers.ts";
export * from "./dcp/container.ts";
export type { DcpState } from "./dcp/open_dcp.ts";
export * from "./dcp_hf/container.ts";
export * from "./offload/container.ts";
export * from "./pickle/pickle_error.ts";
export * from "./unreadable_tensor_error.ts";
export * from "./unwritable_tensor_error.ts";
export * from "./zip/zip_error.ts";
// The words of core that this package speaks, so that it can be used alone.
export {
  type ByteSource,
  type Container,
  type ContainerWriter,
  type DealtShard,
  type DType,
  EXIT,
  type ExitCode,
  type FileOutline,
  type LazyTensor,
  type PartOf,
  type PlacedBytes,
  type Shape,
  type StoredTensors,
  TensorferryError,
  type TensorPart,
  type TensorSpec,
} from "@tensorferry/core";
