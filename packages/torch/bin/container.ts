/**
 * Files of `torch.save` as one of the families of files that Tensorferry reads.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { checkpointFiles, choiceAmong } from "./choose_files.ts";

/**
 * Reads `.bin`, `.pt`, `.pth` and `.ckpt` files of any torch since 0.4, alone or sharded: plain tensors, views of any strides, names
 * that share a storage, and state dicts that lie among other values. Nothing in them is executed.
 */
export const torchBin: Container = {
  name: "torch",
  // What reads zip archives and pickles is loaded where it is asked for: few checkpoints are read so.
  open: async (path) => await (await import("./open_bin.ts")).openBin(path),
  claims: (_, names) => checkpointFiles(names),
  takes: choiceAmong,
};
