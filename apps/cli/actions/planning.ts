/**
 * From what was typed to a plan.
 *
 * @module
 */
import {
  type Checkpoint,
  type FloatDType,
  openCheckpoint,
  type Plan,
  planConversion,
} from "@tensorferry/core";
import { containers, plugins, written } from "../composition.ts";
import { given } from "../given.ts";

/** What a conversion is asked for on the command line. */
export interface ConversionChoices {
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
}

/** Opens a checkpoint in any container that is known here, for as long as `work` takes. */
export async function withCheckpoint<T>(
  path: string,
  config: string | undefined,
  work: (checkpoint: Checkpoint) => T | Promise<T>,
): Promise<T> {
  const checkpoint = await openCheckpoint(path, given({ containers, configPath: config }));
  try {
    return await work(checkpoint);
  } finally {
    checkpoint.close();
  }
}

/** The plan of what was asked for. */
export function planAsAsked(
  checkpoint: Checkpoint,
  { to, from, maxShardSize, dtype, include, exclude, memory, exact }: ConversionChoices,
): Plan {
  return planConversion(checkpoint, {
    plugins,
    container: written,
    include,
    exclude,
    exact,
    ...given({ to, from, maxShardSize, memory, dtype: dtype === "keep" ? undefined : dtype }),
  });
}
