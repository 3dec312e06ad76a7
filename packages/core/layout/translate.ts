/**
 * One side of a layout's rules led to the other.
 *
 * @module
 */
import { ConfigError, isTensorferryError, NameClashError, ShapeError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import { type Bindings, patternIndex, variablesOf } from "../rule/name_pattern.ts";
import { namesIn, type Rule } from "../rule/rule.ts";
import type { Term } from "../rule/term/term.ts";
import type { Setting } from "../rule/setting.ts";
import { expand, make, unmake } from "../rule/solve.ts";
import { evaluateCondition } from "../rule/value.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { type Model, within } from "./model.ts";

/** Tensors by fully qualified name. */
export type StateDict = ReadonlyMap<string, LazyTensor>;

/** The two sides of a rule. */
export type Side = "layout" | "hf";

/** One instance of a rule: the tensors on both sides that need each other. */
export interface Binding {
  /** The name on the rule's single side. */
  readonly single: string;
  readonly rule: Rule;
  /** Names on the side that was read. */
  readonly read: readonly string[];
  /** Names on the side that was made. */
  readonly made: readonly string[];
}

/** What leading tensors through rules gives. */
export interface Translation {
  readonly tensors: StateDict;
  readonly bindings: readonly Binding[];
  /** Names that no rule reads. */
  readonly unbound: readonly string[];
  /** For each instance that lacks members, its single name and the names that are missing. */
  readonly incomplete: readonly { readonly single: string; readonly missing: readonly string[] }[];
}

/** How {@link translate} is to work. */
export interface Direction {
  readonly from: Side;
  /** See {@link Setting.exact}. */
  readonly exact?: Setting["exact"];
}

/**
 * Leads tensors of one side of a layout through its rules to the other side.
 *
 * @throws ShapeError when a rule does not fit the tensors it binds.
 * @throws NameClashError when two instances make one name.
 */
export function translate(
  tensors: StateDict,
  model: Model,
  layout: Layout,
  direction: Direction,
): Translation {
  const { from } = direction;
  const setting: Setting = {
    config: model.config,
    counts: model.counts,
    ...(direction.exact === undefined ? {} : { exact: direction.exact }),
  };
  const { instances, unbound } = bind(tensors.keys(), model, layout, from);
  const made = new Map<string, LazyTensor>();
  const bindings: Binding[] = [];
  const incomplete: { single: string; missing: string[] }[] = [];
  const emit = (name: string, tensor: LazyTensor) => {
    if (made.has(name)) {
      throw new NameClashError(
        `Cannot make ${name} twice: two rules of the layout lead to it`,
        name,
      );
    }
    made.set(name, tensor);
  };
  for (const { rule, bindings: variables } of instances) {
    const term = rule[from];
    const other = rule[from === "hf" ? "layout" : "hf"];
    const single = expand(singleOf(rule), variables);
    const read: string[] = [];
    const missing: string[] = [];
    const names: string[] = [];
    const lookUp = (name: string) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) missing.push(name);
      else read.push(name);
      return tensor;
    };
    try {
      const whole = make(term, variables, setting, lookUp);
      if (whole !== undefined) {
        unmake(other, whole, variables, setting, (name, tensor) => {
          names.push(name);
          emit(name, tensor);
        });
      }
    } catch (error) {
      if (!isTensorferryError(error, "Shape", "InvalidTensor", "Config")) throw error;
      throw new ShapeError(
        `Cannot lead ${read.slice(0, 3).join(", ")}${
          read.length > 3 ? ", …" : ""
        } through the rule for ` +
          `${single}: ${error.message}`,
        read[0] ?? single,
      );
    }
    if (missing.length > 0) incomplete.push({ single, missing });
    else bindings.push({ single, rule, read, made: names });
  }
  return { tensors: made, bindings, unbound, incomplete };
}

/** The name pattern on the side of a rule that is one tensor. */
export function singleOf(rule: Rule): string {
  return typeof rule.layout === "string" ? rule.layout : rule.hf as string;
}

/** The rules by which tensors on one side are recognised: those of earlier versions only where a layout is read. */
export function rulesFrom(layout: Layout, side: Side): readonly Rule[] {
  return side === "layout" ? [...layout.rules, ...layout.older ?? []] : layout.rules;
}

/** A layer beyond the config's count is an extra to be carried; a member of a fusion beyond its count would be left out. */
function checkCount(name: string, bindings: Bindings, model: Model): void {
  if (within(model, bindings)) return;
  const [variable, number] = Object.entries(bindings).find(([v, n]) =>
    n >= (model.counts[v] ?? 0)
  )!;
  throw new ConfigError(
    `Cannot place ${name}: it is {${variable}} ${number}, and by the config there are only ${
      model.counts[variable]
    }, ` +
      `counted from 0. Correct the config, or leave the tensor out with --exclude`,
  );
}

/** Finds the instances of rules that any of these names take part in, in the order of the names. */
function bind(names: Iterable<string>, model: Model, layout: Layout, side: Side): {
  instances: Iterable<{ rule: Rule; bindings: Bindings }>;
  unbound: string[];
} {
  const index = patternIndex<{ rule: Rule; number: number }>();
  rulesFrom(layout, side).forEach((rule, number) => {
    for (const { name } of namesIn(rule[side] as Term)) index.add(name, { rule, number });
  });
  const instances = new Map<string, { rule: Rule; bindings: Bindings }>();
  const unbound: string[] = [];
  for (const name of names) {
    let bound = false;
    for (const { entry: { rule, number }, bindings } of index.match(name)) {
      const own: Record<string, number> = {};
      for (const variable of variablesOf(singleOf(rule))) own[variable] = bindings[variable]!;
      if (!within(model, own)) continue;
      if (!evaluateCondition(rule.when, { config: model.config, variables: own })) continue;
      checkCount(name, bindings, model);
      bound = true;
      const key = `${number}:${Object.values(own).join(",")}`;
      if (!instances.has(key)) instances.set(key, { rule, bindings: own });
    }
    if (!bound) unbound.push(name);
  }
  return { instances: instances.values(), unbound };
}
