/**
 * The small files that go with the tensors.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { statSync } from "node:fs";
import { type Checkpoint, CONFIG_FILE } from "../io/checkpoint.ts";
import { withDType } from "../io/config_file.ts";
import { openFile } from "../io/file_source.ts";
import { createFile } from "../io/output_file.ts";
import type { Staging } from "../io/staging.ts";
import type { Plan } from "../plan/plan.ts";

/** Files are copied through pieces of this size, in bytes. */
const PIECE = 2 ** 18;

/** Copies config, tokenizer and all else that belongs to a checkpoint; the config with what the plan changes in it. */
export async function copyCompanions(
  plan: Plan,
  checkpoint: Checkpoint,
  staging: Staging,
  sync: boolean,
): Promise<string[]> {
  const { companions, configText, path } = checkpoint;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  for (const file of companions) {
    if (file !== CONFIG_FILE || configText === undefined) {
      await copy(join(folder, file), staging.path(file), sync);
      continue;
    }
    const { configDType } = plan;
    const text = configDType === undefined ? configText : withDType(configText, configDType);
    await writeWhole(staging.path(file), new TextEncoder().encode(text), sync);
  }
  return [...companions];
}

/** Writes a small file in one go. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  sync: boolean,
): Promise<void> {
  const output = createFile(path);
  try {
    output.write(0, bytes);
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
}

async function copy(from: string, to: string, sync: boolean): Promise<void> {
  const source = openFile(from);
  try {
    const output = createFile(to);
    try {
      const piece = new Uint8Array(Math.min(PIECE, source.byteLength));
      for (let position = 0; position < source.byteLength; position += piece.length) {
        const part = piece.subarray(0, Math.min(piece.length, source.byteLength - position));
        source.read(position, part);
        output.write(position, part);
      }
      if (sync) await output.sync();
    } finally {
      await output.close();
    }
  } finally {
    source.close();
  }
}
