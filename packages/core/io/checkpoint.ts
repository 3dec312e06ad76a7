/**
 * A checkpoint on disk, opened lazily.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { isCommitting, STAGING_FOLDER } from "../commit/destination.ts";
import { MalformedCheckpointError, NotACheckpointError } from "../errors.ts";
import { checkRank, type RankOptions } from "../rank/placement.ts";
import { placeTensors, type RankPart } from "../rank/rank_part.ts";
import type { ModelConfig } from "../rule/value.ts";
import type { Incoming } from "../tier/one_pass/incoming.ts";
import type { Container, StoredTensors } from "./container.ts";
import { parseConfig, readConfig } from "./config_file.ts";
import { partCompanions, staysWithin } from "./companions.ts";
import { statOf } from "./file_system.ts";

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
  /** Absolute paths of what was laid over it, where anything was: they are sources too. */
  readonly overlays?: readonly string[];
  /** Present where the bytes come once, as a stream: `sources` then has one entry, which cannot be read. */
  readonly incoming?: Incoming;
}

/**
 * A checkpoint as one rank has it. It is not the whole, so it cannot be converted: for the parts of another layout, open the
 * whole, plan, and give the placement to `iterConvert`.
 */
export interface RankCheckpoint extends Omit<Checkpoint, "tensors" | "incoming"> {
  /** What the rank has of each tensor, by fully qualified name. */
  readonly parts: ReadonlyMap<string, RankPart>;
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

/**
 * Opens what one rank has of a checkpoint: its shards, whole tensors, or names, dtypes and shapes only where rank 0 is to give it
 * the rest. Reads headers only; `iterParts` goes through the parts, and reads those bytes and no others.
 *
 * @throws OptionError when there is no such rank.
 * @throws PlacementError naming the first tensor that cannot be placed.
 *
 * @example
 * ```ts ignore
 * const placement = { shard: 0 };
 * const checkpoint = await openCheckpoint("model", { containers, rank: 3, worldSize: 8, placement });
 * for await (const [name, tensor] of iterParts(checkpoint)) {
 *   if (!tensor.isInitialised) load(name, await tensor.bytes());
 * }
 * ```
 */
export function openCheckpoint(
  path: string,
  options: OpenOptions & RankOptions,
): Promise<RankCheckpoint>;
/**
 * Opens a checkpoint: a folder, or one file of it. Reads headers only.
 *
 * @throws NotACheckpointError when nothing is there, or nothing that a given container knows.
 * @throws MalformedCheckpointError when the config cannot be read, or is a link that leads elsewhere; the containers throw their own errors.
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
export function openCheckpoint(path: string, options: OpenOptions): Promise<Checkpoint>;
export async function openCheckpoint(
  path: string,
  options: OpenOptions | OpenOptions & RankOptions,
): Promise<Checkpoint | RankCheckpoint> {
  if (!isForRank(options)) return await openWhole(path, options);
  checkRank(options);
  const { tensors, ...checkpoint } = await openWhole(path, options);
  try {
    return { ...checkpoint, parts: placeTensors(tensors, options) };
  } catch (error) {
    checkpoint.close();
    throw error;
  }
}

/** Any of the three asks for parts, so that without the others it is refused. */
function isForRank(options: OpenOptions): options is OpenOptions & RankOptions {
  return "rank" in options || "worldSize" in options || "placement" in options;
}

async function openWhole(path: string, options: OpenOptions): Promise<Checkpoint> {
  const at = resolve(path);
  const stat = statOf(at);
  if (stat === undefined) throw new NotACheckpointError(path, "nothing is there. Check the path");
  if (stat.isDirectory && isCommitting(at)) {
    throw new NotACheckpointError(
      path,
      "a conversion was killed while it put its files in place. Convert into it again, which goes through with that first",
    );
  }
  for (const container of options.containers) {
    const stored = await container.open(at);
    if (stored === undefined) continue;
    try {
      return describe(at, stat.isDirectory, container, stored, options.configPath);
    } catch (error) {
      stored.close();
      throw error;
    }
  }
  if (statOf(join(at, STAGING_FOLDER)) !== undefined) {
    throw new NotACheckpointError(
      path,
      "a conversion to it is running, or was stopped. The same convert again goes on from there",
    );
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
  const names = isFolder ? Array.from(Deno.readDirSync(folder), ({ name }) => name).toSorted() : [];
  const tensorFiles = new Set([...stored.files, ...container.claims(folder, names)]);
  const { companions, leftBehind } = partCompanions(
    folder,
    names.filter((name) => !tensorFiles.has(name)),
  );
  const configText = configPath === undefined ? configIn(folder) : readConfig(configPath);
  const file = configPath ?? join(folder, CONFIG_FILE);
  const hasConfig = configText !== undefined && !companions.includes(CONFIG_FILE);
  return {
    ...stored,
    path,
    container,
    companions: hasConfig ? [...companions, CONFIG_FILE] : companions,
    leftBehind: hasConfig ? leftBehind.filter((name) => name !== CONFIG_FILE) : leftBehind,
    ...(configText === undefined ? {} : { configText, config: parseConfig(configText, file) }),
  };
}

/** The config beside the tensors. */
function configIn(folder: string): string | undefined {
  const file = join(folder, CONFIG_FILE);
  if (statOf(file) === undefined) return undefined;
  if (staysWithin(folder, CONFIG_FILE)) return readConfig(file);
  throw new MalformedCheckpointError(
    file,
    `it is a link to ${
      Deno.realPathSync(file)
    }, which lies elsewhere. If that file is meant, give it as --config`,
  );
}
