/**
 * What is checked: a plugin brought together with one config, and the checkpoint that belongs to it in every layout.
 *
 * @module
 */
import {
  bindModel,
  type Checkpoint,
  type ConversionOptions,
  isTensorferryError,
  layoutNamed,
  layoutsOf,
  type Leaf,
  leaf,
  type Model,
  type ModelConfig,
  type Plan,
  planConversion,
  type Plugin,
} from "@tensorferry/core";
import { syntheticCheckpoint } from "../synthetic_checkpoint.ts";
import type { Finding, Law, RuleAt } from "./finding.ts";

/** A plugin and a model of its architecture. */
export interface Subject {
  readonly plugin: Plugin;
  /** Plugins that are in use beside it. */
  readonly others: readonly Plugin[];
  readonly config: ModelConfig;
  readonly model: Model;
  /** The layouts that this model has, `hf` first. */
  readonly layouts: readonly string[];
  /** What the buffers may take, in bytes. */
  readonly memory: number;
  /** The checkpoint in layout `hf`, with random values. */
  readonly hf: Checkpoint;
}

/** What a subject is made of. */
export type SubjectOptions = Pick<Subject, "plugin" | "others" | "memory"> & {
  /** Chooses the values. */
  readonly seed: number;
};

/**
 * Brings plugin and config together.
 *
 * @throws ConfigError or LayoutError when they do not go together.
 */
export function subjectOf(
  config: ModelConfig,
  { plugin, others, memory, seed }: SubjectOptions,
): Subject {
  // The way back is to be exact, and has to come back to some dtype.
  const whole = { dtype: "bfloat16", ...config };
  const model = bindModel(plugin, whole);
  const hf = syntheticCheckpoint(JSON.stringify(whole), "config.json", { plugins: [plugin], seed });
  const layouts = ["hf", ...layoutsOf(model).map(([name]) => name)];
  return { plugin, others, config, model, layouts, memory, hf };
}

/** Plans a conversion of a checkpoint of the subject. */
export function plan(
  { plugin, memory }: Subject,
  checkpoint: Checkpoint,
  options: Omit<ConversionOptions, "plugins">,
): Plan {
  return planConversion(checkpoint, { plugins: [plugin], memory, exact: true, ...options });
}

/** The headers of the checkpoint in a layout: names, dtypes and shapes, each tensor in a source of its own. */
export function headersIn(subject: Subject, layout: string): Checkpoint {
  if (layout === "hf") return subject.hf;
  const tensors = new Map<string, Leaf>();
  for (const [name, { dtype, shape }] of plannedTensors(toLayout(subject, layout))) {
    tensors.set(name, leaf({ source: tensors.size, position: 0, dtype, shape }));
  }
  const sources = [...tensors.keys()].map((name) => ({
    name,
    byteLength: Number.MAX_SAFE_INTEGER,
    read() {
      throw new Error(`only the header of ${name} is there`);
    },
  }));
  return { ...subject.hf, tensors, sources };
}

/** The plan from `hf` to a layout. */
export function toLayout(
  subject: Subject,
  layout: string,
  options: { readonly maxShardSize?: number; readonly memory?: number } = {},
): Plan {
  return plan(subject, subject.hf, { from: "hf", to: layout, ...options });
}

/** The tensors of a plan by name. */
export function plannedTensors(
  { shards }: Plan,
): Map<string, Plan["shards"][0]["tensors"][0]["tensor"]> {
  return new Map(
    shards.flatMap(({ tensors }) => tensors.map(({ name, tensor }) => [name, tensor] as const)),
  );
}

/** The rule of a layout that a tensor, on either side of it, belongs to. */
function ruleFor(model: Model, layout: string, tensor: string): RuleAt | undefined {
  const found = layoutNamed(model, layout);
  for (const use of model.uses(tensor).flatMap(({ entries }) => entries)) {
    if (use.kind !== "rule" || use.layout !== found) continue;
    const { rule, older } = use;
    const rules = older ? found.older! : found.rules;
    const single = typeof rule.layout === "string" ? rule.layout : String(rule.hf);
    return { layout, number: rules.indexOf(rule) + 1, older, single };
  }
  return undefined;
}

/** A finding about a tensor of a layout, with the rule that the tensor belongs to. */
export function findingAt(
  { model, config }: Pick<Subject, "model" | "config">,
  law: Law,
  layout: string,
  says: string,
  tensor?: string,
): Finding {
  const rule = tensor === undefined ? undefined : ruleFor(model, layout, tensor);
  return {
    law,
    says,
    layout,
    config,
    ...(tensor !== undefined && { tensor }),
    ...(rule !== undefined && { rule }),
  };
}

/** What an error of core says about the plugin; what no plugin can be blamed for is thrown again. */
export function findingOf(subject: Subject, law: Law, layout: string, error: unknown): Finding {
  if (!isTensorferryError(error)) throw error;
  const missing = "missing" in error && Array.isArray(error.missing) ? error.missing[0] : undefined;
  const tensor = "tensor" in error && error.tensor !== "" ? error.tensor : missing;
  return findingAt(
    subject,
    law,
    layout,
    error.message,
    typeof tensor === "string" ? tensor : undefined,
  );
}
