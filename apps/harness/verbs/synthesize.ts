/**
 * `tensorferry-harness synthesize`.
 *
 * @module
 */
import { byteSize, type Verb, verb } from "@tensorferry/cli/grammar";
import { DEFAULT_MAX_SHARD_SIZE, EXIT, formatByteSize } from "@tensorferry/core";
import process from "node:process";
import { synthesize } from "../synthesize.ts";
import { interruptible } from "./interruptible.ts";
import { builtIn, type Request, seedOption } from "./verb.ts";

/** What can be typed. */
type TypedOptions = {
  readonly config: string;
  readonly layout: string;
  readonly dtype: "bfloat16" | "float16" | "float32" | "float64" | undefined;
  readonly "max-shard-size": number | undefined;
  readonly seed: number;
  readonly deal: "natural" | "random";
  readonly sparse: boolean;
};

/** Writes a checkpoint with random values. */
export const synthesizeVerb: Verb<Request> = verb({
  brief: "Write a checkpoint with random values.",
  description: "",
  footer: "",
  parameters: {
    flags: {
      config: {
        kind: "parsed",
        placeholder: "FILE",
        parse: String,
        brief: "The config.json of the model.",
      },
      layout: {
        kind: "parsed",
        default: "hf",
        placeholder: "LAYOUT",
        parse: String,
        brief: "Whose tensors to write; hf when absent.",
      },
      dtype: {
        kind: "enum",
        optional: true,
        values: ["bfloat16", "float16", "float32", "float64"],
        placeholder: "DTYPE",
        brief: "What the tensors consist of; what the config says when absent.",
      },
      "max-shard-size": {
        kind: "parsed",
        optional: true,
        brief: "The most bytes of tensors in a file; 5GB when absent.",
        ...byteSize,
      },
      ...seedOption,
      deal: {
        kind: "enum",
        values: ["natural", "random"],
        default: "natural",
        placeholder: "ORDER",
        brief: "How tensors come into files: in order, or so that groups straddle them.",
      },
      sparse: {
        kind: "boolean",
        default: false,
        brief: "Write headers, and holes for the tensors: all zeros, no room taken.",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The folder to write.", placeholder: "DST", parse: String }],
    },
  },
  request: (
    { config, dtype, "max-shard-size": maxShardSize = DEFAULT_MAX_SHARD_SIZE, ...given }:
      TypedOptions,
    destination: string,
  ): Request =>
  () =>
    interruptible(async (signal) => {
      const start = performance.now();
      const options = {
        ...given,
        maxShardSize,
        ...(dtype !== undefined && { dtype }),
        plugins: builtIn,
        signal,
      };
      const { shards, bytesWritten } = await synthesize(config, destination, options);
      const seconds = (performance.now() - start) / 1000;
      const tensors = shards.reduce((sum, { tensors }) => sum + tensors.length, 0);
      const files = shards.length === 1 ? "1 file" : `${shards.length} files`;
      const how = given.sparse
        ? "without their data"
        : `${formatByteSize(bytesWritten / seconds)}/s`;
      process.stdout.write(
        `Wrote ${tensors} tensors, ${
          formatByteSize(bytesWritten)
        }, in ${files} to ${destination}, ${how}\n`,
      );
      return EXIT.ok;
    }),
});
