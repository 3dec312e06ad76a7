/**
 * `tensorferry-harness synthesize`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, option } from "@optique/core/primitives";
import { choice, integer, string } from "@optique/core/valueparser";
import { DEFAULT_MAX_SHARD_SIZE, EXIT, formatByteSize } from "@tensorferry/core";
import process from "node:process";
import { byteSize } from "../byte_size.ts";
import { synthesize } from "../synthesize.ts";
import { builtIn, type Verb } from "./verb.ts";

const options = object({
  config: option("--config", string({ metavar: "FILE" }), {
    description: message`The config.json of the model.`,
  }),
  destination: argument(string({ metavar: "DST" }), {
    description: message`The folder to write.`,
  }),
  layout: withDefault(
    option("--layout", string({ metavar: "LAYOUT" }), {
      description: message`Whose tensors to write; hf when absent.`,
    }),
    "hf",
  ),
  dtype: optional(option("--dtype", choice(["bfloat16", "float16", "float32", "float64"]), {
    description: message`What the tensors consist of; what the config says when absent.`,
  })),
  maxShardSize: withDefault(
    option("--max-shard-size", byteSize, {
      description: message`The most bytes of tensors in a file; 5GB when absent.`,
    }),
    DEFAULT_MAX_SHARD_SIZE,
  ),
  seed: withDefault(
    option("--seed", integer({ min: 0, max: 2 ** 31 - 1, metavar: "N" }), {
      description: message`Chooses the values; 1 when absent.`,
    }),
    1,
  ),
  deal: withDefault(
    option("--deal", choice(["natural", "random"]), {
      description: message`How tensors come into files: in order, or so that groups straddle them.`,
    }),
    "natural",
  ),
  sparse: withDefault(
    option("--sparse", {
      description: message`Write headers, and holes for the tensors: all zeros, no room taken.`,
    }),
    false,
  ),
});

/** Writes a checkpoint with random values. */
export const synthesizeVerb: Verb = command(
  "synthesize",
  map(options, ({ config, destination, dtype, ...given }) => async (signal: AbortSignal) => {
    const start = performance.now();
    const options = { ...given, ...(dtype !== undefined && { dtype }), plugins: builtIn, signal };
    const { shards, bytesWritten } = await synthesize(config, destination, options);
    const seconds = (performance.now() - start) / 1000;
    const tensors = shards.reduce((sum, { tensors }) => sum + tensors.length, 0);
    const files = shards.length === 1 ? "1 file" : `${shards.length} files`;
    const how = given.sparse ? "without their data" : `${formatByteSize(bytesWritten / seconds)}/s`;
    process.stdout.write(
      `Wrote ${tensors} tensors, ${
        formatByteSize(bytesWritten)
      }, in ${files} to ${destination}, ${how}\n`,
    );
    return EXIT.ok;
  }),
  { brief: message`Write a checkpoint with random values.` },
);
