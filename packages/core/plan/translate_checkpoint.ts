/**
 * The tensors of a checkpoint led from its layout to another, with all that is to be said about it.
 *
 * @module
 */
import { type FloatDType, isFloatDType } from "../dtype.ts";
import { isTensorferryError, LayoutError, OptionError } from "../errors.ts";
import { checkCoverage, checkShapes } from "../layout/check.ts";
import { detectLayout } from "../layout/detect.ts";
import { leadFromHf, leadToHf, type Led } from "../layout/lead.ts";
import { bindModel, configDType, findPlugin, layoutNamed, type Model } from "../layout/model.ts";
import type { Binding, StateDict } from "../layout/translate.ts";
import type { Plugin } from "../plugin/plugin.ts";
import type { ModelConfig } from "../rule/value.ts";
import { quoteNames } from "../printable.ts";
import { type LazyTensor, operands } from "../tensor/lazy_tensor.ts";
import { fusionGroups, groupsOfLayout, withTiedCopies } from "./fusion_groups.ts";
import type { Plan } from "./plan.ts";
import { isPartial, type Selection } from "../selection/select.ts";

/** What {@link translateCheckpoint} is asked for: a part of `ConversionOptions`. */
export interface TranslationOptions extends Selection {
  readonly plugins: readonly Plugin[];
  readonly from?: string;
  readonly to?: string;
  readonly exact?: boolean;
  /** Whether tensors that the architecture needs may be absent, as they may be in a selection. */
  readonly partial?: boolean;
}

/** Tensors in the target layout, and how they came there. */
export interface TranslatedCheckpoint
  extends Pick<Plan, "from" | "to" | "carried" | "ties" | "proofs" | "warnings"> {
  readonly tensors: StateDict;
  readonly model?: Model;
  /** Numbers of fusion groups, by name in the target layout. */
  readonly groups: ReadonlyMap<string, number>;
  /** The dtype that `exact` comes back to. */
  readonly exact?: FloatDType;
}

/**
 * Leads tensors to the layout asked for. Where none is asked for, a checkpoint whose architecture is unknown, or that is
 * incomplete, keeps its tensors as they are, with a warning.
 */
export function translateCheckpoint(
  tensors: StateDict,
  config: ModelConfig | undefined,
  request: TranslationOptions,
): TranslatedCheckpoint {
  if (request.to !== undefined) {
    return convert(tensors, requireConfig(config, `to layout ${request.to}`), request, request.to);
  }
  const asIs = { tensors, groups: new Map(), carried: [], ties: [], proofs: [] };
  if (config === undefined) {
    return {
      ...asIs,
      warnings: ["no config.json, so fusion groups are not known and may be split over shards"],
    };
  }
  try {
    const model = bindModel(findPlugin(config, request.plugins), config);
    const from = detectLayout(tensors, model, request.from);
    const hf = leadToHf(tensors, model, from);
    return {
      ...asIs,
      model,
      from,
      to: from,
      groups: groupsOfLayout(
        withTiedCopies(fusionGroups(hf.tensors, model), model, from),
        hf.bindings,
        "read",
      ),
      carried: hf.carried,
      warnings: checkShapes(hf.tensors, model, new Set()),
    };
  } catch (error) {
    const mended = request.from === undefined;
    if (
      !mended ||
      !isTensorferryError(error, "Layout", "MissingTensors", "Shape", "Config", "NameClash")
    ) {
      throw error;
    }
    return {
      ...asIs,
      warnings: [`fusion groups are not known and may be split over shards: ${error.message}`],
    };
  }
}

function convert(
  tensors: StateDict,
  config: ModelConfig,
  request: TranslationOptions,
  to: string,
): TranslatedCheckpoint {
  const model = bindModel(findPlugin(config, request.plugins), config);
  layoutNamed(model, to);
  const from = detectLayout(tensors, model, request.from);
  const exact = request.exact ? exactDType(config) : undefined;
  const hf = leadToHf(tensors, model, from, exact);
  const led = from === to ? undefined : leadFromHf(hf.tensors, model, to, exact);
  const changed = moved(hf, led);
  const warnings = [
    ...checkShapes(hf.tensors, model, changed),
    ...warnOfPacked(hf.tensors, changed),
    ...warnOfExtras((led ?? hf).carried, model),
  ];
  if (!isPartial(request) && !request.partial) checkCoverage(hf.tensors, model);
  const groups = withTiedCopies(fusionGroups(hf.tensors, model), model, to);
  return {
    model,
    from,
    to,
    tensors: led?.tensors ?? tensors,
    groups: groupsOfLayout(
      groups,
      led?.bindings ?? hf.bindings,
      led === undefined ? "read" : "made",
    ),
    carried: (led ?? hf).carried,
    ties: led === undefined ? [] : hf.ties,
    proofs: exact !== undefined && led !== undefined
      ? thereAndBack(tensors, led.tensors, model, { from, to, exact })
      : [],
    warnings,
    ...(exact !== undefined && { exact }),
  };
}

/** Each tensor that arithmetic changes, with what leading the result back makes of it. */
function thereAndBack(
  tensors: StateDict,
  led: StateDict,
  model: Model,
  { from, to, exact }: { readonly from: string; readonly to: string; readonly exact: FloatDType },
): Plan["proofs"] {
  const hf = leadToHf(led, model, to, exact);
  const back = leadFromHf(hf.tensors, model, from, exact).tensors;
  return [...tensors].flatMap(([tensor, source]) => {
    const returned = back.get(tensor);
    return returned !== undefined && changesValues(returned)
      ? [{ tensor, both: [source, returned] as const }]
      : [];
  });
}

function changesValues(tensor: LazyTensor): boolean {
  return tensor.op === "add" || tensor.op === "cast" || operands(tensor).some(changesValues);
}

/** A rule that reorders the rows of a quantised weight leaves its scales as they are, of which it knows nothing. */
function warnOfPacked(hf: StateDict, changed: ReadonlySet<string>): string[] {
  const packed = [...changed].filter((name) => hf.has(name) && !isFloatDType(hf.get(name)!.dtype));
  if (packed.length === 0) return [];
  return [
    `rules move the elements of ${
      quoteNames(packed)
    }, which are no floating-point numbers of 16 bits or more; ` +
    `scales that belong to them, if any, are not moved along`,
  ];
}

function warnOfExtras(carried: readonly string[], model: Model): string[] {
  const extras = carried.filter((name) => model.uses(name).length > 0);
  if (extras.length === 0) return [];
  return [`${quoteNames(extras)} are beyond what the config counts, and are carried as they are`];
}

/** Names of `hf` whose elements a rule moves or changes. */
function moved(...ways: (Led | undefined)[]): ReadonlySet<string> {
  const isRename = ({ rule }: Binding) =>
    typeof rule.layout === "string" && typeof rule.hf === "string";
  return new Set(
    ways.flatMap((led) => led?.bindings ?? []).filter((binding) => !isRename(binding))
      .flatMap(({ read, made }) => [...read, ...made]),
  );
}

function requireConfig(config: ModelConfig | undefined, goal: string): ModelConfig {
  if (config !== undefined) return config;
  throw new LayoutError(
    `Cannot convert ${goal}: the source has no config.json to tell the architecture. Give one through --config`,
  );
}

function exactDType(config: ModelConfig): FloatDType {
  const dtype = configDType(config);
  if (dtype !== undefined) return dtype;
  throw new OptionError(
    `Cannot keep the way back exact: the config names no dtype to come back to. Add "dtype" to it`,
  );
}
