/**
 * The tensors of several files of `torch.save`, as one checkpoint.
 *
 * @module
 */
import {
  type ByteSource,
  type FilePool,
  type Leaf,
  MalformedCheckpointError,
  printable,
  quoteName,
  type StoredTensors,
} from "@tensorferry/core";
import { join } from "node:path";
import { leafOf, refuseUnreadable } from "../state_dict/leaf_of.ts";
import { findStateDict } from "./find_state_dict.ts";
import { openTorchArchive } from "./torch_archive.ts";
import type { TorchFile } from "./torch_file.ts";
import { torchFormatOf } from "./torch_format.ts";
import { openTorchStream } from "./torch_stream.ts";

/** What several files hold together. */
export interface TorchFiles extends Pick<StoredTensors, "sources" | "warnings"> {
  readonly tensors: ReadonlyMap<string, Leaf>;
}

/**
 * Reads the state dicts of `files`, given relative to `folder`.
 *
 * @throws TensorferryError when one is not of torch's formats, is not whole, or two hold a tensor of one name.
 */
export async function readFiles(
  pool: FilePool,
  folder: string,
  files: readonly string[],
): Promise<TorchFiles> {
  const sources = files.map((file) => pool.open(join(folder, file)));
  const tensors = new Map<string, Leaf>();
  const warnings: string[] = [];
  for (const [i, source] of sources.entries()) {
    const file = await openTorchFile(source, i);
    const found = findStateDict(source.name, file.root);
    warnings.push(...found.warnings.map((warning) => `${quoteName(files[i]!)}: ${warning}`));
    for (const [name, tensor] of found.tensors) {
      const other = tensors.get(name);
      if (other !== undefined) {
        throw new MalformedCheckpointError(
          printable(folder),
          `tensor ${quoteName(name)} is both in ${quoteName(files[other.source]!)} and in ${
            quoteName(files[i]!)
          }. Remove the file that is out of date; parts of one tensor have to be joined first by what split them`,
        );
      }
      if (tensor.kind === "unreadable tensor") refuseUnreadable(source.name, name, tensor);
      const place = await file.locate(tensor.storage);
      tensors.set(name, leafOf(source.name, name, tensor, place));
    }
  }
  return { sources, tensors, warnings };
}

async function openTorchFile(source: ByteSource, index: number): Promise<TorchFile> {
  switch (await torchFormatOf(source)) {
    case "archive":
      return await openTorchArchive({ source, start: 0, byteLength: source.byteLength }, index);
    case "stream":
      return await openTorchStream(source, index);
    default:
      throw new MalformedCheckpointError(
        printable(source.name),
        "it begins as no file of torch.save does. Check that it is whole, and not a Git LFS pointer or an error page",
      );
  }
}
