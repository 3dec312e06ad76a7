/**
 * `tensorferry-harness check`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, multiple, optional, withDefault } from "@optique/core/modifiers";
import { argument, command, option } from "@optique/core/primitives";
import { integer, string } from "@optique/core/valueparser";
import {
  DEFAULT_MEMORY,
  EXIT,
  type ExitCode,
  OptionError,
  parseConfig,
  type Plugin,
} from "@tensorferry/core";
import process from "node:process";
import { byteSize } from "../byte_size.ts";
import { checkPlugin } from "../check/check_plugin.ts";
import { type Law, LAWS } from "../check/finding.ts";
import { loadPlugin } from "../check/load_plugin.ts";
import { checkAgainst } from "../check/owners_answer.ts";
import { reportText } from "../check/report_text.ts";
import { readConfig } from "../read_config.ts";
import { builtIn, type Verb } from "./verb.ts";

const options = object({
  specifier: argument(string({ metavar: "SPECIFIER" }), {
    description: message`The plugin: a path, or a jsr:, npm:, https: or file: specifier.`,
  }),
  configs: multiple(
    option("--config", string({ metavar: "FILE" }), {
      description:
        message`A config.json to check it with, instead of the plugin's own examples. May be given several times.`,
    }),
  ),
  trust: withDefault(
    option("--trust", {
      description:
        message`Import the plugin into this process, with its rights, instead of evaluating it in one without.`,
    }),
    false,
  ),
  runs: withDefault(
    option("--runs", integer({ min: 0, max: 10_000, metavar: "N" }), {
      description: message`How many small configs are drawn from each one; 20 when absent.`,
    }),
    20,
  ),
  seed: withDefault(
    option("--seed", integer({ min: 0, max: 2 ** 31 - 1, metavar: "N" }), {
      description: message`Chooses sizes and values; 1 when absent.`,
    }),
    1,
  ),
  memory: withDefault(
    option("--memory", byteSize, {
      description: message`What the buffers may take together; 64MiB when absent.`,
    }),
    DEFAULT_MEMORY,
  ),
  hf: optional(option("--against", string({ metavar: "A" }), {
    description:
      message`Compare with what an owner made: A is a checkpoint in hf with its config, and B, after it, the same model in another layout.`,
  })),
  owners: optional(argument(string({ metavar: "B" }), {
    description: message`See --against.`,
  })),
});

/** Judges a plugin. */
export const checkVerb: Verb = command(
  "check",
  map(
    options,
    ({ specifier, trust, configs, hf, owners, ...given }) => async () =>
      await check(() => loadPlugin(specifier, trust), configs, pairOf(hf, owners), given),
  ),
  {
    brief: message`Judge a plugin.`,
    description:
      message`Holds a plugin to the laws of plugins, over checkpoints made up from its examples and small ones like them, and names the rule and the tensor at fault with the shortest config that shows it. Exits with 0 when every law is kept and with 1 when one is broken.`,
  },
);

/** What `--against` names. */
interface Pair {
  readonly hf: string;
  readonly owners: string;
}

function pairOf(hf: string | undefined, owners: string | undefined): Pair | undefined {
  if (hf === undefined && owners === undefined) return undefined;
  if (hf !== undefined && owners !== undefined) return { hf, owners };
  throw new OptionError(
    `Cannot compare with one checkpoint alone: give --against A B, after SPECIFIER`,
  );
}

async function check(
  load: () => Promise<unknown>,
  files: readonly string[],
  against: Pair | undefined,
  given: { readonly runs: number; readonly seed: number; readonly memory: number },
): Promise<ExitCode> {
  // Whether it is one is the first thing that is checked.
  const plugin = await load() as Plugin;
  const others = builtIn.filter(({ name }) => name !== plugin?.name);
  const configs = files.map((file) => parseConfig(readConfig(file), file));
  const report = await checkPlugin(plugin, {
    ...given,
    others,
    ...(configs.length > 0 && { configs }),
  });
  const isPlugin = report.plugin !== undefined;
  if (isPlugin && report.given === 0 && against === undefined) {
    throw new OptionError(
      `Cannot check plugin ${report.plugin}: it has no examples. Give it some, or a config.json through --config`,
    );
  }
  const compared = isPlugin && against !== undefined
    ? await checkAgainst(plugin, against.hf, against.owners)
    : undefined;
  const laws = Object.keys(LAWS) as Law[];
  const whole = { ...report, findings: [...report.findings, ...compared ?? []] };
  process.stdout.write(
    reportText(whole, isPlugin ? laws.filter((law) => law !== "owner" || compared) : ["form"]),
  );
  return whole.findings.length === 0 ? EXIT.ok : EXIT.different;
}
