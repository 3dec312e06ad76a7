/**
 * `tensorferry convert`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, withDefault } from "@optique/core/modifiers";
import { argument, command, flag } from "@optique/core/primitives";
import { path } from "@optique/run/valueparser";
import { conversionOptions } from "./conversion_options.ts";
import { checkpointArgument, footer, forEveryVerb, shortUsage, type Verb } from "./verb.ts";

const options = object({
  source: checkpointArgument(
    "SRC",
    message`The checkpoint to convert: its folder, or one file of it.`,
  ),
  destination: argument(path({ metavar: "DST" }), { description: message`The folder to write.` }),
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
    run: async (session) => (await import("../actions/convert.ts")).convert(options, session),
  })),
  {
    brief: message`Write a checkpoint in another layout, dtype or number of files.`,
    description:
      message`Config, tokenizer and other small files go along. Until everything is complete, nothing at DST can be taken for a checkpoint; when it is stopped, DST is as it was.`,
    usageLine: shortUsage,
    footer: footer(
      [
        "convert Qwen3-30B-A3B fused --to transformers",
        "convert fused back --to hf --max-shard-size 2GB",
        "convert Llama-3-8B half --dtype bfloat16 --exclude 'lm_head.*'",
      ],
      "--allow-read=SRC,DST --allow-write=DST",
    ),
  },
);
