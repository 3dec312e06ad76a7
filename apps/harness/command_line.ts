/**
 * What can be said to `tensorferry-harness`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import { argument, command, option } from "@optique/core/primitives";
import { choice, integer, string } from "@optique/core/valueparser";
import { path, run } from "@optique/run";
import { EXIT } from "@tensorferry/core";
import { size } from "./size_value.ts";
import type { SynthesizeOptions } from "./synthesize.ts";

const options = object({
  config: option("--config", path({ mustExist: true, type: "file", metavar: "FILE" }), {
    description: message`The config.json of the model.`,
  }),
  destination: argument(path({ metavar: "DST" }), {
    description: message`The folder to write.`,
  }),
  layout: optional(option("--layout", string({ metavar: "LAYOUT" }), {
    description: message`Whose tensors to write; hf when absent.`,
  })),
  dtype: optional(option("--dtype", choice(["bfloat16", "float16", "float32", "float64"]), {
    description: message`What the tensors consist of; what the config says when absent.`,
  })),
  maxShardSize: optional(option("--max-shard-size", size(), {
    description: message`The most bytes of tensors in a file; 5GB when absent.`,
  })),
  seed: optional(option("--seed", integer({ min: 0, max: 2 ** 31 - 1, metavar: "N" }), {
    description: message`Chooses the values; 1 when absent.`,
  })),
  deal: optional(option("--deal", choice(["natural", "random"]), {
    description: message`How tensors come into files: in order, or so that groups straddle them.`,
  })),
  sparse: withDefault(
    option("--sparse", {
      description: message`Write headers, and holes for the tensors: all zeros, no room taken.`,
    }),
    false,
  ),
});

const synthesizeCommand = command("synthesize", options, {
  brief: message`Write a checkpoint with random values.`,
});

/** What was said. */
export interface Said {
  readonly config: string;
  readonly destination: string;
  readonly options: Omit<SynthesizeOptions, "plugins">;
}

/** Reads the command line. Where it is wrong, or asks for help, the process says so and ends. */
export function readCommandLine(args: readonly string[]): Said {
  const { config, destination, ...options } = run(synthesizeCommand, {
    args,
    programName: "tensorferry-harness",
    help: "option",
    errorExitCode: EXIT.usage,
  });
  return { config, destination, options: withoutAbsent(options) };
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** `exactOptionalPropertyTypes` tells what is absent from what is undefined, and Optique does not. */
function withoutAbsent<T extends object>(options: T): Given<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Given<T>;
}
