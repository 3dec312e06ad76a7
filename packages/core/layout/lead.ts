/**
 * Whole checkpoints led from a layout to `hf` and from `hf` to a layout.
 *
 * @module
 */
import { MissingTensorsError, NameClashError } from "../errors.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { quoteNames } from "../printable.ts";
import { declaredTensor, isDeclared, layoutNamed, type Model } from "./model.ts";
import type { Side } from "./known_names.ts";
import { type Binding, type Direction, type StateDict, translate } from "./translate.ts";

/** A tensor left out because it shares its elements with another. */
export interface Tie {
  readonly tensor: string;
  readonly tiedTo: string;
  /** Both, as the source has them: they must have the same bits, or something would be lost. */
  readonly both: readonly [LazyTensor, LazyTensor];
}

/** A checkpoint in another layout. */
export interface Led {
  readonly tensors: StateDict;
  readonly bindings: readonly Binding[];
  /** Tensors that no rule and no declaration names; they keep their names. */
  readonly carried: readonly string[];
  readonly ties: readonly Tie[];
}

/**
 * Leads tensors from a layout to `hf`.
 *
 * @throws MissingTensorsError when a fusion group lacks members.
 * @throws NameClashError when a carried tensor has a name that a rule makes.
 */
export function leadToHf(
  tensors: StateDict,
  model: Model,
  from: string,
  exact?: Direction["exact"],
): Led {
  const led = lead(tensors, model, from, "layout", exact);
  if (layoutNamed(model, from)?.tied !== "copied") return led;
  const hf = new Map(led.tensors);
  const ties: Tie[] = [];
  for (const { tensor, tiedTo } of tiedNames(model)) {
    const [copy, kept] = [hf.get(tensor), hf.get(tiedTo)];
    if (copy === undefined || kept === undefined) continue;
    hf.delete(tensor);
    ties.push({ tensor, tiedTo, both: [copy, kept] });
  }
  return { ...led, tensors: hf, ties };
}

/**
 * Leads tensors from `hf` to a layout.
 *
 * @throws MissingTensorsError when a fusion group lacks members.
 * @throws NameClashError when a carried tensor has a name that a rule makes.
 */
export function leadFromHf(
  tensors: StateDict,
  model: Model,
  to: string,
  exact?: Direction["exact"],
): Led {
  if (layoutNamed(model, to)?.tied !== "copied") return lead(tensors, model, to, "hf", exact);
  const hf = new Map(tensors);
  for (const { tensor, tiedTo } of tiedNames(model)) {
    const kept = hf.get(tiedTo);
    if (kept !== undefined && !hf.has(tensor)) hf.set(tensor, kept);
  }
  return lead(hf, model, to, "hf", exact);
}

function lead(
  tensors: StateDict,
  model: Model,
  name: string,
  from: Side,
  exact: Direction["exact"],
): Led {
  const layout = layoutNamed(model, name);
  if (layout === undefined) {
    const carried = [...tensors.keys()].filter((name) => !isDeclared(model, name));
    return { tensors, bindings: [], carried, ties: [] };
  }
  const { tensors: made, bindings, unbound, incomplete } = translate(tensors, model, layout, {
    from,
    ...(exact === undefined ? {} : { exact }),
  });
  if (incomplete.length > 0) throw incompleteGroups(name, incomplete);
  const led = new Map(made);
  const carried: string[] = [];
  for (const name of unbound) {
    if (led.has(name)) {
      throw new NameClashError(
        `Cannot carry ${name} through: a rule makes another tensor of that name. Leave it out with --exclude`,
        name,
      );
    }
    led.set(name, tensors.get(name)!);
    if (layout.rest !== "same" || !isDeclared(model, name)) carried.push(name);
  }
  return { tensors: led, bindings, carried, ties: [] };
}

/** The tensors that the config calls tied, each with the one that it shares its elements with. */
export function tiedNames(model: Model): { tensor: string; tiedTo: string }[] {
  return Object.entries(model.plugin.tensors).flatMap(([name, { tied }]) => {
    const tiedTo = tied && declaredTensor(model, name)?.tiedTo;
    return tiedTo === undefined ? [] : [{ tensor: name, tiedTo }];
  });
}

function incompleteGroups(
  layout: string,
  incomplete: readonly { single: string; missing: readonly string[] }[],
): MissingTensorsError {
  const missing = incomplete.flatMap(({ missing }) => missing);
  return new MissingTensorsError(
    `Cannot complete ${incomplete.length} fusion group${
      incomplete.length > 1 ? "s" : ""
    } of layout ${layout}, ` +
      `the first ${incomplete[0]!.single}: the source lacks ${quoteNames(missing)}. ` +
      `Find the shards that hold them, or leave the groups out with --exclude`,
    missing,
  );
}
