/**
 * One side of a layout's rules led to the other.
 *
 * @module
 */
import { isTensorferryError, NameClashError, ShapeError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import type { Rule } from "../rule/rule.ts";
import type { Setting } from "../rule/setting.ts";
import { expand, make, unmake } from "../rule/solve.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { bindRules, singleOf } from "./bind_rules.ts";
import type { Side } from "./known_names.ts";
import type { Model } from "./model.ts";

/** Tensors by fully qualified name. */
export type StateDict = ReadonlyMap<string, LazyTensor>;

/** A rule that was applied: the tensors on both sides that need each other. */
export interface AppliedRule {
  readonly rule: Rule;
  /** Names on the side that was read. */
  readonly read: readonly string[];
  /** Names on the side that was made. */
  readonly made: readonly string[];
}

/** What leading tensors through rules gives. */
export interface Translation {
  /** What the rules make, for the caller to add to. */
  readonly tensors: Map<string, LazyTensor>;
  readonly applied: readonly AppliedRule[];
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
  const { instances, unbound } = bindRules(tensors.keys(), model, [layout], from);
  const made = new Map<string, LazyTensor>();
  const applied: AppliedRule[] = [];
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
  for (const { rule, variables, found } of instances) {
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
    else applied.push({ rule, read: found, made: names });
  }
  return { tensors: made, applied, unbound, incomplete };
}
