/**
 * The small files that go with the tensors.
 *
 * @module
 */
import { join } from "node:path";
import type { Crc32 } from "../checksum/crc32.ts";
import type { FileSums } from "../checksum/file_sums.ts";
import { type Checkpoint, CONFIG_FILE } from "../io/checkpoint.ts";
import { withDType } from "../io/config_file.ts";
import { openFile } from "../io/file_source.ts";
import { folderOf } from "../io/file_system.ts";
import { createFile } from "../io/output_file.ts";
import type { Plan } from "../plan/plan.ts";
import type { Hold } from "../tensor/wasm/kernels.ts";
import type { Meter } from "./meter.ts";

/** Files are copied through pieces of at most this size, in bytes. */
const PIECE = 2 ** 18;

/** Where small files go. */
export interface SmallFiles {
  /** Where to write a file that will have this name. */
  path(file: string): string;
  /** Whether to wait until files are on the disk. */
  readonly sync: boolean;
  readonly crc32: Crc32;
  /** What files are copied through. */
  readonly hold: Hold<"file">;
  /** Takes turns within files: what goes along can be as large as a model. */
  readonly meter: Meter<object>;
}

/**
 * Copies config, tokenizer and all else that belongs to a checkpoint; the config with what the plan changes in it. Answers what the
 * bytes of each sum up to.
 */
export async function copyCompanions(
  { configDType }: Plan,
  { companions, configText, path }: Checkpoint,
  target: SmallFiles,
): Promise<Map<string, FileSums>> {
  const written = new Map<string, FileSums>();
  for (const file of companions) {
    if (file !== CONFIG_FILE || configText === undefined) {
      written.set(file, await copy(join(folderOf(path), file), file, target));
      continue;
    }
    const text = configDType === undefined ? configText : withDType(configText, configDType);
    written.set(file, await writeSmall(file, [new TextEncoder().encode(text)], target));
  }
  return written;
}

/**
 * Writes a file from pieces.
 *
 * @throws what the meter throws, when the work is to stop.
 */
export async function writeSmall(
  file: string,
  pieces: Iterable<Uint8Array>,
  { path, sync, crc32, meter }: Omit<SmallFiles, "hold">,
): Promise<FileSums> {
  const output = createFile(path(file));
  let byteLength = 0;
  let sum = 0;
  try {
    for (const bytes of pieces) {
      output.write(byteLength, bytes);
      byteLength += bytes.length;
      sum = crc32(bytes, sum);
      if (meter.advance(bytes.length, {})) await meter.turn();
    }
    if (sync) await output.sync();
  } finally {
    await output.close();
  }
  return { byteLength, crc32: sum, tensors: [] };
}

async function copy(from: string, file: string, target: SmallFiles): Promise<FileSums> {
  const source = openFile(from);
  function* pieces(): Generator<Uint8Array, void> {
    const [buffer] = target.hold("file");
    const piece = buffer!.subarray(0, PIECE);
    for (let position = 0; position < source.byteLength; position += piece.length) {
      const part = piece.subarray(0, source.byteLength - position);
      source.read(position, part);
      yield part;
    }
  }
  try {
    return await writeSmall(file, pieces(), target);
  } finally {
    source.close();
  }
}
