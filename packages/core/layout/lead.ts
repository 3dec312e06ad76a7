/**
 * Whole checkpoints led from a layout to `hf` and from `hf` to a layout.
 *
 * @module
 */
import { MissingTensorsError, NameClashError } from "../errors.ts";
import type { LazyTensor } from "../tensor/lazy_tensor.ts";
import { quoteNames } from "../text/printable.ts";
import { declaredTensor, isDeclared } from "./declared_tensors.ts";
import { layoutNamed, type Model } from "./model.ts";
import { quantisedError } from "./quantised.ts";
import type { Side } from "./known_names.ts";
import { type AppliedRule, type Direction, type StateDict, translate } from "./translate.ts";

/** A tensor left out because another has the same elements; the ferry makes sure that it has. */
export interface Tie {
  readonly tensor: string;
  readonly tiedTo: string;
  /** Both, as the source has them, whose bits must be the same. */
  readonly both: readonly [LazyTensor, LazyTensor];
}

/** A checkpoint in another layout. */
export interface Led {
  readonly tensors: StateDict;
  readonly applied: readonly AppliedRule[];
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
  const tied = tiedCopies(model, from);
  if (tied.length === 0) return led;
  const hf = new Map(led.tensors);
  const ties: Tie[] = [];
  for (const { tensor, tiedTo } of tied) {
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
  const tied = tiedCopies(model, to);
  if (tied.length === 0) return lead(tensors, model, to, "hf", exact);
  const hf = new Map(tensors);
  for (const { tensor, tiedTo } of tied) {
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
    const carried = tensors.keys().filter((name) => !isDeclared(model, name));
    return { tensors, applied: [], carried: carried.toArray(), ties: [] };
  }
  const { tensors: led, applied, unbound, incomplete } = translate(tensors, model, layout, {
    from,
    ...(exact === undefined ? {} : { exact }),
  });
  if (incomplete.length > 0) {
    const missing = incomplete.flatMap(({ missing }) => missing);
    throw quantisedError(missing, tensors, model) ?? incompleteGroups(name, incomplete);
  }
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
  return { tensors: led, applied, carried, ties: [] };
}

/** The tensors that a layout holds a second time: those that the config calls tied, with the one that each shares its elements with. */
export function tiedCopies(model: Model, layout: string): { tensor: string; tiedTo: string }[] {
  if (layoutNamed(model, layout)?.tied !== "copied") return [];
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
