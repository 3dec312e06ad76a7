/**
 * What programs leave in a folder that a checkpoint is then written to.
 *
 * @module
 */
import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixturePath } from "./checkpoint_fixture.ts";

/** Files by name: a path of the fixture whose bytes they have, or their text. */
export type Leftover = Readonly<Record<string, string>>;

const FIXTURE = fixturePath("fixtures", "llama-gqa");
const SHARD = "hf/model-00001-of-00003.safetensors";
const INDEX = "hf/model.safetensors.index.json";
const BIN = "bin-legacy/pytorch_model.bin";
const RANK = "shard-00001-model-00001-of-00003.safetensors";

/** Whole checkpoints of each container, parts of them, and what only looks like one. */
export const LEFTOVERS: Readonly<Record<string, Leftover>> = {
  "one safetensors file": { "model.safetensors": SHARD },
  "safetensors shards": whole("hf"),
  "an index of shards that are gone": { "model.safetensors.index.json": INDEX },
  "one safetensors shard of several": { "model-00001-of-00003.safetensors": SHARD },
  "the file of Mistral's own programs": { "consolidated.safetensors": SHARD },
  "its index without its shards": { "consolidated.safetensors.index.json": INDEX },
  "the index of a variant": { "model.safetensors.index.fp16.json": INDEX },
  "an adapter": { "adapter_model.safetensors": SHARD, "adapter_config.json": "{}" },
  "what is safetensors by name": { "a.safetensors": "x", "b.safetensors": "x" },
  "what macOS puts beside a file": { "._model.safetensors": "x" },
  "shards of torch": whole("bin"),
  "one file of torch": { "pytorch_model.bin": BIN },
  "a file of torch of another name": { "consolidated.00.pth": BIN },
  "checkpoints of Lightning": { "last.ckpt": BIN, "best.ckpt": BIN },
  "the state of a trainer": { "training_args.bin": "x", "optimizer.pt": "x" },
  "dcp": { ...whole("dcp"), ".metadata": "dcp/.metadata" },
  "dcp that was not ended": whole("dcp"),
  "the .metadata of another program": { ".metadata": "x" },
  "a .distcp file of another name": { "part.distcp": "dcp/__0_0.distcp" },
  "dcp-hf": whole("dcp-hf"),
  "a shard of one rank": { [RANK]: `dcp-hf/${RANK}` },
  "an offload folder": whole("offload"),
  ".dat files without an index": { "lm_head.weight.dat": "x", "scalar.dat": "x" },
  "the index.json of another program": { "index.json": "[]" },
  "an index.json that is broken, and .dat": { "index.json": "{", "x.dat": "x" },
  "the manifest of another checkpoint": { "tensorferry.json": "{}" },
  "notes": { "notes.txt": "mine", "README": "mine" },
};

/** The files of a folder of the fixture, but for its config. */
function whole(folder: string): Leftover {
  const files = readdirSync(join(FIXTURE, folder)).filter((file) =>
    file !== "config.json" && !file.startsWith(".")
  );
  return Object.fromEntries(files.map((file) => [file, `${folder}/${file}`]));
}

/** Puts what was left into a folder. */
export function leave(folder: string, leftover: Leftover): void {
  for (const [file, from] of Object.entries(leftover)) {
    if (from.includes("/")) cpSync(join(FIXTURE, from), join(folder, file));
    else writeFileSync(join(folder, file), from);
  }
}
