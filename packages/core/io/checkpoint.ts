/**
 * A checkpoint on disk, opened lazily.
 *
 * @module
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { MalformedCheckpointError, NotACheckpointError } from "../errors.ts";
import type { ModelConfig } from "../rule/value.ts";
import type { Container, StoredTensors } from "./container.ts";
import { parseConfig } from "./config_file.ts";

/** A checkpoint whose headers have been read, and none of its tensors. */
export interface Checkpoint extends StoredTensors {
  /** Absolute path of the folder or file. */
  readonly path: string;
  readonly container: Container;
  /** The parsed config, where there is one. */
  readonly config?: ModelConfig;
  /** The bytes of the config file as they stand. */
  readonly configText?: string;
  /** Regular files beside the tensors that belong to the model and go with it: config, tokenizer, …; names within the folder. */
  readonly companions: readonly string[];
  /** Names at the top of the folder that do not go with it: folders, hidden files, what may be weights in other containers. */
  readonly leftBehind: readonly string[];
}

/** Options of {@link openCheckpoint}. */
export interface OpenOptions {
  /** The containers to try, in this order. */
  readonly containers: readonly Container[];
  /** A config to use instead of the `config.json` beside the tensors. */
  readonly configPath?: string;
}

/** The name of the file that says what the model is. */
export const CONFIG_FILE = "config.json";

/** A config above this size is not one; the largest of the Hub stay below 1 MB. */
const MAX_CONFIG_BYTES = 16 * 2 ** 20;

/**
 * What goes with a model: text, tokenizers, code, notices. Anything else beside the tensors is most likely the same weights
 * again in another container, which would be stale in the destination; it stays, and is named.
 */
const COMPANION =
  /^[^.]+$|\.(json|jsonl|txt|md|html|jinja|py|ya?ml|toml|cfg|ini|model|tiktoken|v\d+|vocab|bpe|spm|png|jpe?g|svg)$/i;
/** The index of shards that are not there would make a loader look for them. */
const INDEX = /\.index(\.[^.]+)?\.json$/;

/**
 * Opens a checkpoint: a folder, or one file of it. Reads headers only.
 *
 * @throws NotACheckpointError when nothing is there, or nothing that a given container knows.
 * @throws MalformedCheckpointError when the config cannot be read; the containers throw their own errors.
 *
 * @example
 * ```ts ignore
 * import { openCheckpoint } from "@tensorferry/core";
 * import { safetensors } from "@tensorferry/safetensors";
 *
 * const checkpoint = await openCheckpoint("Qwen3-30B-A3B", { containers: [safetensors] });
 * for (const [name, { dtype, shape }] of checkpoint.tensors) console.log(name, dtype, shape);
 * checkpoint.close();
 * ```
 */
export async function openCheckpoint(path: string, options: OpenOptions): Promise<Checkpoint> {
  const at = resolve(path);
  const stat = statSync(at, { throwIfNoEntry: false });
  if (stat === undefined) throw new NotACheckpointError(path, "nothing is there. Check the path");
  for (const container of options.containers) {
    const stored = await container.open(at);
    if (stored === undefined) continue;
    try {
      return describe(at, stat.isDirectory(), container, stored, options.configPath);
    } catch (error) {
      stored.close();
      throw error;
    }
  }
  const known = options.containers.map(({ name }) => name).join(", ");
  throw new NotACheckpointError(path, `no tensors in a container that is known here (${known})`);
}

function describe(
  path: string,
  isFolder: boolean,
  container: Container,
  stored: StoredTensors,
  configPath: string | undefined,
): Checkpoint {
  const folder = isFolder ? path : dirname(path);
  const companions: string[] = [];
  const leftBehind: string[] = [];
  if (isFolder) {
    const tensorFiles = new Set(stored.files);
    for (const name of readdirSync(folder).toSorted()) {
      if (tensorFiles.has(name) || container.writer?.claims(name)) continue;
      const carried = !name.startsWith(".") && COMPANION.test(name) && !INDEX.test(name) &&
        isFile(join(folder, name));
      (carried ? companions : leftBehind).push(name);
    }
  }
  const file = configPath ?? join(folder, CONFIG_FILE);
  const configText = readConfig(file, configPath !== undefined);
  if (configText !== undefined && !companions.includes(CONFIG_FILE)) companions.push(CONFIG_FILE);
  return {
    ...stored,
    path,
    container,
    companions,
    leftBehind,
    ...(configText === undefined ? {} : { configText, config: parseConfig(configText, file) }),
  };
}

/** Whether a path leads to a regular file. What cannot be looked at, such as a link to itself, is none. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readConfig(path: string, required: boolean): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined && !required) return undefined;
  if (!stat?.isFile()) {
    throw new MalformedCheckpointError(path, "it is not a file. Check the path given as config");
  }
  if (stat.size > MAX_CONFIG_BYTES) {
    throw new MalformedCheckpointError(
      path,
      `${stat.size} bytes are too many for a ${
        basename(path)
      }; at most ${MAX_CONFIG_BYTES} are read`,
    );
  }
  return readFileSync(path, "utf8");
}
