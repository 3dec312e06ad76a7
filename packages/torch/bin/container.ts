/**
 * Files of `torch.save` as one of the families of files that Tensorferry reads.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { checkpointFiles } from "./choose_files.ts";
import { openBin } from "./open_bin.ts";

/**
 * Reads `.bin`, `.pt`, `.pth` and `.ckpt` files of any torch since 0.4, alone or sharded: plain tensors, views of any strides, names
 * that share a storage, and state dicts that lie among other values. Nothing in them is executed.
 */
export const torchBin: Container = {
  name: "torch",
  open: openBin,
  claims: (_, names) => checkpointFiles(names),
};
