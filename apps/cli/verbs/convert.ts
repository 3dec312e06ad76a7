/**
 * `tensorferry convert`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message, text } from "@optique/core/message";
import { map, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, flag, option } from "@optique/core/primitives";
import { integer } from "@optique/core/valueparser";
import { STREAM } from "../streams/stream_path.ts";
import { conversionOptions } from "./conversion_options.ts";
import { PLUGIN_GRANTS } from "./plugin_options.ts";
import { checkpointArgument, footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";
import { path } from "../values/path.ts";

const options = object({
  source: checkpointArgument(
    "SRC",
    message`The checkpoint to convert: its folder, or one file of it, or - for a safetensors file that comes on standard input.`,
  ),
  destination: argument(path("DST"), {
    description:
      message`The folder to write, or - to write one safetensors file to standard output.`,
  }),
  ...conversionOptions,
  dryRun: withDefault(
    flag("--dry-run", { description: message`Show the plan and write nothing.` }),
    false,
  ),
  overwrite: withDefault(
    flag("--overwrite", {
      description: message`Replace a checkpoint that is at DST, once its successor is complete.`,
    }),
    false,
  ),
  restart: withDefault(
    flag("--restart", {
      description:
        message`Begin anew where another conversion to DST was stopped, and give up the files that it has finished.`,
    }),
    false,
  ),
  verify: withDefault(
    flag("--verify", {
      description:
        message`Read back what was written, and compare its checksums, before it is put in place.`,
    }),
    false,
  ),
  threads: optional(option("--threads", integer({ metavar: "N", min: 1 }), {
    description:
      message`How many threads write, each a file at a time; two unless given, where that is faster.`,
  })),
  noSync: withDefault(
    flag("--no-sync", {
      description:
        message`Do not wait until the files are on the disk. Faster, and not safe against a power cut.`,
    }),
    false,
  ),
  ...forEveryVerb,
});

/** Writes a checkpoint in another layout, or in other shards. */
export const convert: Verb = command(
  "convert",
  map(options, (options) => ({
    options,
    carriesData: options.destination === STREAM && !options.dryRun,
    run: async (session) => (await import("../actions/convert.ts")).convert(options, session),
  })),
  {
    brief: message`Write a checkpoint in another layout, container or dtype.`,
    description:
      message`Config, tokenizer and other small files go along. Until everything is complete, nothing at DST can be taken for a checkpoint, or the one that was there still is. When it is stopped or killed, the same command goes on from the files that were complete. The checksums of all that was written stay in ${
        text("tensorferry.json")
      }, for verify.`,
    usageLine: shortUsage,
    footer: footer(
      [
        "convert Qwen3-30B-A3B fused --to transformers",
        "convert fused back --to hf --max-shard-size 2GB",
        "convert Llama-3-8B dcp --to torchtitan --container dcp --ranks 8",
        "convert offload saved --to hf --overlay kept.safetensors",
        "convert Llama-3-8B half --dtype bfloat16 --exclude 'lm_head.*'",
        "convert Qwen3-30B-A3B - --to transformers | ssh host tensorferry convert - fused",
      ],
      `--allow-read=SRC,DST --allow-write=DST; reading what --overlay names; for --spill-dir DIR, both for DIR; none for -; --allow-sys=statfs to learn beforehand of a disk that is too full; reading the package core of Tensorferry for a second thread; ${PLUGIN_GRANTS}`,
    ),
  },
);
