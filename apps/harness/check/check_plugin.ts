/**
 * Judges a plugin.
 *
 * @module
 */
import {
  declaredTensors,
  DEFAULT_MEMORY,
  isTensorferryError,
  layoutsOf,
  type ModelConfig,
  type Plugin,
} from "@tensorferry/core";
import { definePlugin } from "@tensorferry/core/plugin";
import { drawConfig } from "./configs/draw_config.ts";
import { keepsEven } from "./configs/evenness.ts";
import { shrinkConfig } from "./configs/shrink_config.ts";
import { type Finding, sameFault } from "./finding.ts";
import { isSmall } from "./laws/bits.ts";
import { judge } from "./laws/laws.ts";
import { type Subject, subjectOf, type SubjectOptions } from "./subject.ts";

/** How a plugin is to be judged. */
export interface CheckOptions {
  /** Configs to judge it with; its own examples when absent. */
  readonly configs?: readonly ModelConfig[];
  /** Plugins that are in use beside it. */
  readonly others?: readonly Plugin[];
  /** How many configs are drawn from each one; 20 when absent. */
  readonly runs?: number;
  /** Chooses sizes and values; 1 when absent. */
  readonly seed?: number;
  /** What the buffers may take together, in bytes; 64 MiB when absent. */
  readonly memory?: number;
}

/** What a check of a plugin comes to. */
export interface PluginReport {
  /** Name and version; absent when it is no plugin. */
  readonly plugin?: string;
  /** How many configs were given. */
  readonly given: number;
  /** How many were drawn from them. */
  readonly drawn: number;
  readonly seed: number;
  /** Every layout of some model that was checked. */
  readonly layouts: readonly string[];
  /** One for each fault. */
  readonly findings: readonly Finding[];
  /** What was not checked, since no config brings it about. */
  readonly unseen: readonly string[];
}

/**
 * Holds a plugin to every law, with the configs given and many small ones like them.
 *
 * @param given A plugin, or what claims to be one.
 *
 * @example
 * ```ts
 * import { config, type Plugin, rename } from "@tensorferry/core/plugin";
 * import { checkPlugin } from "@tensorferry/harness";
 * import assert from "node:assert/strict";
 *
 * const plugin: Plugin = {
 *   name: "tiny",
 *   version: "1.0.0",
 *   serves: { model_type: ["tiny"] },
 *   variables: { layer: config("layers") },
 *   tensors: { "w.{layer}.weight": { shape: [config("width")] }, "w.{layer}.bias": { shape: [config("width")] } },
 *   layouts: { other: { description: "without the bias", rules: [rename("v.{layer}", "w.{layer}.weight")] } },
 *   examples: [{ model_type: "tiny", layers: 2, width: 3 }],
 * };
 * const { findings } = await checkPlugin(plugin);
 *
 * assert.equal(findings[0]?.tensor, "w.0.bias");
 * assert.deepEqual(findings[0]?.config, { model_type: "tiny", layers: 1, width: 1 });
 * ```
 */
export async function checkPlugin(
  given: Plugin,
  options: CheckOptions = {},
): Promise<PluginReport> {
  const { others = [], runs = 20, seed = 1, memory = DEFAULT_MEMORY } = options;
  const nothing = { given: 0, drawn: 0, seed, layouts: [], unseen: [] };
  let plugin: Plugin;
  try {
    plugin = definePlugin(given);
  } catch (error) {
    if (!isTensorferryError(error, "Plugin")) throw error;
    return { ...nothing, findings: [{ law: "form", says: error.message }] };
  }
  const about = { plugin, others, memory, seed };
  const configs = options.configs ?? plugin.examples ?? [];
  const drawn = drawAll(configs, plugin, runs, seed);
  const findings: Finding[] = [];
  const subjects: Subject[] = [];
  for (const config of [...configs, ...drawn]) {
    try {
      const subject = subjectOf(config, about);
      subjects.push(subject);
      for (const finding of await judge(subject)) {
        if (findings.some((known) => sameFault(known, finding))) continue;
        findings.push(await shortest(finding, config, about));
      }
    } catch (error) {
      if (!isTensorferryError(error)) throw error;
      findings.push({ law: "declared", says: error.message, config });
    }
  }
  return {
    plugin: `${plugin.name} ${plugin.version}`,
    given: configs.length,
    drawn: drawn.length,
    seed,
    layouts: [...new Set(subjects.flatMap(({ layouts }) => layouts))],
    findings,
    unseen: [
      ...unseenIn(plugin, subjects),
      ...(subjects.length > 0 && !subjects.some(isSmall)
        ? ["the bits of any tensor, as every model is too large to be held in memory"]
        : []),
    ],
  };
}

function drawAll(configs: readonly ModelConfig[], plugin: Plugin, runs: number, seed: number) {
  const drawn: ModelConfig[] = [];
  for (const config of configs) {
    for (let run = 0; run < runs; run++) {
      const small = drawConfig(config, plugin, seed + run);
      if (small === undefined) break;
      drawn.push(small);
    }
  }
  return drawn;
}

/** The finding as the shortest config that still shows it does. */
async function shortest(
  finding: Finding,
  config: ModelConfig,
  about: SubjectOptions,
): Promise<Finding> {
  const shownBy = async (shorter: ModelConfig) => {
    if (!keepsEven(shorter, config, about.plugin)) return undefined;
    try {
      return (await judge(subjectOf(shorter, about))).find((other) => sameFault(other, finding));
    } catch (error) {
      if (isTensorferryError(error)) return undefined;
      throw error;
    }
  };
  const short = await shrinkConfig(config, async (shorter) => await shownBy(shorter) !== undefined);
  return { ...await shownBy(short) ?? finding, config: short };
}

/** Layouts and tensors of the plugin that no model had. */
function unseenIn(plugin: Plugin, subjects: readonly Subject[]): string[] {
  const seen = new Set<string>();
  for (const { model } of subjects) {
    for (const [layout] of layoutsOf(model)) seen.add(`layout ${layout}`);
    for (const { name } of declaredTensors(model)) {
      for (const use of model.uses(name).flatMap(({ entries }) => entries)) {
        if (use.kind === "declared") seen.add(use.pattern);
      }
    }
  }
  return [
    ...Object.keys(plugin.layouts).map((layout) => `layout ${layout}`),
    ...Object.keys(plugin.tensors),
  ].filter((thing) => !seen.has(thing));
}
