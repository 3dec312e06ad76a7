/**
 * Conversions, in the words of the command line.
 *
 * @module
 */
import type { Command } from "../measure/timed.ts";
import { rehearsal, tensorferry, transposing } from "../programs.ts";
import { SHARD, type SourceName } from "../sources/recipes.ts";
import type { Side } from "./row.ts";

/** What a conversion does not take from the bench. */
export interface ConversionOptions {
  readonly to?: string;
  readonly dtype?: string;
  readonly memory?: string;
  readonly container?: string;
  /** The parts of the size of a source that a file may have; as many as those of the source unless given. */
  readonly shard?: number;
}

/** A conversion of a checkpoint. */
export function convert(name: SourceName, options: ConversionOptions): Side {
  return conversion(tensorferry, name, options);
}

/** A conversion with the plugin that transposes every expert. */
export function transpose(name: SourceName, options: ConversionOptions): Side {
  return conversion(transposing, name, options);
}

function conversion(
  program: (...args: string[]) => Command,
  name: SourceName,
  { shard = SHARD, ...options }: ConversionOptions,
): Side {
  const given = Object.entries(options).flatMap(([option, value]) => [`--${option}`, value]);
  return {
    reads: [name],
    rehearsal: rehearsal(),
    writes: true,
    command({ source, out, synced, size }) {
      const shards = ["--max-shard-size", String(Math.ceil(size * shard))];
      return program(
        "convert",
        source(name),
        out,
        ...given,
        ...shards,
        ...(synced ? [] : ["--no-sync"]),
      );
    },
  };
}
