/**
 * The checkpoints that the fuzzer changes: one for each reader, as the program that the reader is for wrote it.
 *
 * @module
 */
import { fixturePath } from "../../checkpoint_fixture.ts";

/** A sound checkpoint. */
export interface Subject {
  /** What `--reader` calls it. */
  readonly reader: string;
  /** Its folder. */
  readonly folder: string;
  /** The files that are changed; the others are only removed, copied or swapped. */
  readonly changed: RegExp;
}

const SAFETENSORS = fixturePath("owner_fixture", "llama-biased", "hf");
const GEMMA = (folder: string) => fixturePath("fixtures", "gemma3-text", folder);

/** Every reader, by its subject. */
export const SUBJECTS: readonly Subject[] = [
  { reader: "safetensors", folder: SAFETENSORS, changed: /\.safetensors$/ },
  { reader: "config", folder: SAFETENSORS, changed: /^config\.json$/ },
  { reader: "safetensors-index", folder: GEMMA("hf"), changed: /^model.*(json|safetensors)$/ },
  { reader: "torch-zip", folder: GEMMA("bin"), changed: /\.bin$/ },
  { reader: "torch-index", folder: GEMMA("bin"), changed: /\.index\.json$/ },
  { reader: "torch-stream", folder: GEMMA("bin-legacy"), changed: /\.bin$/ },
  { reader: "dcp", folder: fixturePath("fixtures", "llama-gqa", "dcp"), changed: /^\.metadata$/ },
  {
    reader: "dcp-items",
    folder: fixturePath("fixtures", "llama-gqa", "dcp"),
    changed: /\.distcp$/,
  },
  { reader: "dcp-hf", folder: GEMMA("dcp-hf"), changed: /\.safetensors$/ },
  { reader: "offload", folder: GEMMA("offload"), changed: /^index\.json$/ },
];
