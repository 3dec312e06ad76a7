/**
 * Reads and writes safetensors: single files and sharded checkpoints, of any size, with the verdicts and the bytes of the
 * reference implementation (the Rust crate 0.8.0).
 *
 * Reading takes the header only; what comes back says where each tensor's bytes lie. Writing starts from the place of every
 * byte, so that tensors can be written in any order.
 *
 * @module
 */
export * from "./container.ts";
export { dtypeOfTag, type DTypeTag, tagOf } from "./dtype_tag.ts";
export { type FilesRead, openIndexed } from "./folder/open_indexed.ts";
export * from "./header/exact_shape.ts";
export * from "./header/header.ts";
export * from "./header/parse_header.ts";
export * from "./header/read_header.ts";
export { pythonString } from "./json/python_string.ts";
export * from "./memory_source.ts";
export * from "./open.ts";
export * from "./open_if_safetensors.ts";
export * from "./safetensors_error.ts";
export * from "./stored_safetensors.ts";
export * from "./write/encode.ts";
export * from "./write/outline.ts";
export { type Metadata, PYTORCH_METADATA } from "./write/metadata.ts";
export * from "./write/tensor_with_bytes.ts";
export * from "./write/write_error.ts";
export * from "./write/writer.ts";
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
  type Leaf,
  type PartOf,
  type PlacedBytes,
  type Shape,
  type StoredTensors,
  TensorferryError,
  type TensorPart,
  type TensorSpec,
} from "@tensorferry/core";
