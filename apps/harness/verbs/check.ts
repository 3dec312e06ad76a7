/**
 * `tensorferry-harness check`.
 *
 * @module
 */
import { byteSize, integer, type Verb, verb } from "@tensorferry/cli/grammar";
import {
  DEFAULT_MEMORY,
  EXIT,
  type ExitCode,
  OptionError,
  parseConfig,
  type Plugin,
} from "@tensorferry/core";
import process from "node:process";
import { checkPlugin } from "../check/check_plugin.ts";
import { type Law, LAWS } from "../check/finding.ts";
import { loadPlugin } from "../check/load_plugin.ts";
import { checkAgainst } from "../check/owners_answer.ts";
import { reportText } from "../check/report_text.ts";
import { readConfig } from "../read_config.ts";
import { builtIn, type Request, seedOption } from "./verb.ts";

/** What can be typed. */
type TypedOptions = {
  readonly config: readonly string[];
  readonly trust: boolean;
  readonly runs: number;
  readonly seed: number;
  readonly memory: number | undefined;
  readonly against: string | undefined;
};

/** Judges a plugin. */
export const checkVerb: Verb<Request> = verb({
  brief: "Judge a plugin.",
  description:
    "Holds a plugin to the laws of plugins, over checkpoints made up from its examples and small ones like them, and names the rule and the tensor at fault with the shortest config that shows it. Exits with 0 when every law is kept and with 1 when one is broken.",
  footer: "",
  parameters: {
    flags: {
      config: {
        kind: "parsed",
        variadic: true,
        default: [],
        placeholder: "FILE",
        parse: String,
        brief:
          "A config.json to check it with, instead of the plugin's own examples. May be given several times.",
      },
      trust: {
        kind: "boolean",
        default: false,
        brief:
          "Import the plugin into this process, with its rights, instead of evaluating it in one without.",
      },
      runs: {
        kind: "parsed",
        default: "20",
        brief: "How many small configs are drawn from each one; 20 when absent.",
        ...integer(0, 10_000),
      },
      ...seedOption,
      memory: {
        kind: "parsed",
        optional: true,
        brief: "What the buffers may take together; 64MiB when absent.",
        ...byteSize,
      },
      against: {
        kind: "parsed",
        optional: true,
        placeholder: "A",
        parse: String,
        brief:
          "Compare with what an owner made: A is a checkpoint in hf with its config, and B, after it, the same model in another layout.",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The plugin: a path, or a jsr:, npm:, https: or file: specifier.",
          placeholder: "SPECIFIER",
          parse: String,
        },
        { brief: "See --against.", optional: true, placeholder: "B", parse: String },
      ],
    },
  },
  request: (
    { trust, config, against, memory = DEFAULT_MEMORY, ...given }: TypedOptions,
    specifier: string,
    owners?: string,
  ): Request =>
  async () =>
    await check(() => loadPlugin(specifier, trust), config, pairOf(against, owners), {
      ...given,
      memory,
    }),
});

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
