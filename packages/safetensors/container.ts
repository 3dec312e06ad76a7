/**
 * Safetensors as one of the families of files that Tensorferry reads and writes.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { choiceAmong } from "./folder/choose_files.ts";
import { openIfSafetensors } from "./open_if_safetensors.ts";
import { checkpointFiles } from "./write/shard_names.ts";
import { safetensorsWriter } from "./write/writer.ts";

/** Reads files, folders and indexes as {@link openIfSafetensors} does, and writes what transformers 5.18 would. */
export const safetensors: Container = {
  name: "safetensors",
  open: openIfSafetensors,
  claims: (_, names) => checkpointFiles(names),
  takes: choiceAmong,
  writer: safetensorsWriter,
};
