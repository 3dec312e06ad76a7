/**
 * `tensorferry convert`.
 *
 * @module
 */
import type { ConvertOptions } from "../actions/convert.ts";
import { integer } from "../grammar/integer.ts";
import { type Verb, verb } from "../grammar/verb.ts";
import { STREAM } from "../streams/stream_path.ts";
import { path } from "../values/path.ts";
import {
  conversionChoices,
  conversionOptions,
  type TypedConversion,
} from "./conversion_options.ts";
import { PLUGIN_GRANTS } from "./plugin_options.ts";
import { SOURCE_TO_CONVERT } from "./source_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** What can be typed: names of several words as they are. */
type TypedOptions =
  & TypedConversion
  & Pick<ConvertOptions, "overwrite" | "restart" | "verify" | "threads">
  & {
    readonly "dry-run": boolean;
    readonly "no-sync": boolean;
  };

/** Writes a checkpoint in another layout, or in other shards. */
export const convert: Verb<Request> = verb({
  brief: "Write a checkpoint in another layout, container or dtype.",
  description:
    "Config, tokenizer and other small files go along. Until everything is complete, nothing at DST can be taken for a checkpoint, or the one that was there still is. When it is stopped or killed, the same command goes on from the files that were complete. The checksums of all that was written stay in tensorferry.json, for verify.",
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
  parameters: {
    flags: {
      ...conversionOptions,
      "dry-run": { kind: "boolean", default: false, brief: "Show the plan and write nothing." },
      overwrite: {
        kind: "boolean",
        default: false,
        brief: "Replace a checkpoint that is at DST, once its successor is complete.",
      },
      restart: {
        kind: "boolean",
        default: false,
        brief:
          "Begin anew where another conversion to DST was stopped, and give up the files that it has finished.",
      },
      verify: {
        kind: "boolean",
        default: false,
        brief: "Read back what was written, and compare its checksums, before it is put in place.",
      },
      threads: {
        kind: "parsed",
        optional: true,
        brief:
          "How many threads write, each a file at a time; two unless given, where that is faster. With 1, none reads ahead from a disk either.",
        ...integer(1),
      },
      "no-sync": {
        kind: "boolean",
        default: false,
        brief:
          "Do not wait until the files are on the disk. Faster, and not safe against a power cut.",
      },
      ...forEveryVerb,
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: SOURCE_TO_CONVERT, ...path("SRC") },
        {
          brief: "The folder to write, or - to write one safetensors file to standard output.",
          ...path("DST"),
        },
      ],
    },
  },
  request: (
    { "dry-run": dryRun, "no-sync": noSync, ...typed }: Typed<TypedOptions>,
    source: string,
    destination: string,
  ): Request => {
    const options = { ...conversionChoices(typed), dryRun, noSync, source, destination };
    return {
      options,
      carriesData: destination === STREAM && !dryRun,
      run: async (session) => (await import("../actions/convert.ts")).convert(options, session),
    };
  },
});
