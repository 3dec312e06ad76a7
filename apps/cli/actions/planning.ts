/**
 * From what was typed to a plan.
 *
 * @module
 */
import {
  type Checkpoint,
  type Container,
  type FloatDType,
  openCheckpoint,
  OptionError,
  overlay as overlaid,
  type Plan,
  planConversion,
} from "@tensorferry/core";
import type { DcpState } from "@tensorferry/torch";
import { containers, destinations } from "../composition.ts";
import { given } from "../given.ts";
import { candidates, type PluginChoices } from "../plugins/candidates.ts";
import { type PluginsInUse, pluginsInUse } from "../plugins/in_use.ts";
import type { ContainerName } from "../values/container_name.ts";
import { STREAM } from "../streams/stream_path.ts";

/** How a checkpoint is to be opened. */
export interface SourceChoices extends PluginChoices {
  /** Path of a file. */
  readonly config?: string | undefined;
  /** Of a training run: the model, or its state of training too. */
  readonly state: DcpState;
  /** Paths of what is laid over it, a later one over those before. */
  readonly overlay: readonly string[];
}

/** What a conversion is asked for on the command line. */
export interface ConversionChoices extends SourceChoices {
  readonly to: string | undefined;
  readonly from: string | undefined;
  /** In bytes. */
  readonly maxShardSize: number | undefined;
  readonly dtype: "keep" | FloatDType;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** In bytes. */
  readonly memory: number | undefined;
  /** Path of a file. */
  readonly config: string | undefined;
  readonly exact: boolean;
  readonly container: ContainerName;
  readonly ranks: number | undefined;
  /** Path of a folder. */
  readonly spillDir: string | undefined;
  /** In bytes. */
  readonly spillLimit: number | undefined;
}

/**
 * Opens a checkpoint in any container that is known here, or the one on standard input, for as long as `work` takes, with the
 * plugins to choose from.
 *
 * @throws OptionError when one of several is standard input; whatever keeps a plugin that was named from being used.
 */
export async function withCheckpoint<T>(
  path: string,
  { config, state, overlay, ...choices }: SourceChoices,
  work: (checkpoint: Checkpoint, plugins: PluginsInUse) => T | Promise<T>,
): Promise<T> {
  if (overlay.length > 0 && [path, ...overlay].includes(STREAM)) {
    throw new OptionError(
      `Cannot lay a stream over a checkpoint, or one over a stream: it comes once, in its own order. Convert it to a folder first: convert ${STREAM} DST`,
    );
  }
  const plugins = pluginsInUse(await candidates(choices));
  const open = (path: string, configPath?: string) =>
    openCheckpoint(path, given({ containers: containers(state), configPath }));
  const opened: Checkpoint[] = [];
  try {
    const base = await (path === STREAM ? openStream(config) : open(path, config));
    opened.push(base);
    for (const over of overlay) opened.push(await open(over));
    return await work(overlaid(base, opened.slice(1), plugins.choose), plugins);
  } finally {
    for (const checkpoint of opened) checkpoint.close();
  }
}

/** Standard input, with what only a stream needs. */
async function openStream(configPath: string | undefined): Promise<Checkpoint> {
  const { openStdin } = await import("../streams/stdin.ts");
  return await openStdin(configPath);
}

/**
 * The container to write.
 *
 * @throws OptionError when it is to be of ranks, and is not.
 */
export function containerAsAsked(
  { container, ranks }: Pick<ConversionChoices, "container" | "ranks">,
): Container {
  const destination = destinations[container];
  if (typeof destination === "function") return destination(ranks ?? 1);
  if (ranks === undefined) return destination;
  throw new OptionError(
    `Cannot write ${container} as of ${ranks} ranks: it is the same of any. Leave --ranks out, or give --container dcp or dcp-hf`,
  );
}

/** The plan of what was asked for. */
export function planAsAsked(
  checkpoint: Checkpoint,
  choices: ConversionChoices,
  plugins: PluginsInUse,
): Plan {
  const { to, from, maxShardSize, dtype, include, exclude, memory, exact } = choices;
  const plan = planConversion(checkpoint, {
    plugins: plugins.choose,
    container: containerAsAsked(choices),
    include,
    exclude,
    exact,
    ...given({ to, from, maxShardSize, memory, dtype: dtype === "keep" ? undefined : dtype }),
  });
  const integrity = plugins.integrityFor(checkpoint.config);
  return plan.plugin === undefined || integrity === undefined
    ? plan
    : { ...plan, plugin: { ...plan.plugin, integrity } };
}
