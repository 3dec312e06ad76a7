/**
 * The tensors of a checkpoint led from its layout to another, with all that is to be said about it.
 *
 * @module
 */
import type { FloatDType } from "../dtype.ts";
import { isTensorferryError, LayoutError, OptionError } from "../errors.ts";
import { isRename } from "../layout/bind_rules.ts";
import { checkCoverage, checkShapes, compareWithConfig } from "../layout/check.ts";
import { detectLayout } from "../layout/detect.ts";
import { leadFromHf, leadToHf } from "../layout/lead.ts";
import {
  bindModel,
  configDType,
  findPlugin,
  layoutNamed,
  type Model,
  type Plugins,
} from "../layout/model.ts";
import { warnOfScales } from "../layout/quantised.ts";
import type { StateDict } from "../layout/translate.ts";
import type { ModelConfig } from "../rule/value.ts";
import { quoteNames } from "../text/printable.ts";
import { type LazyTensor, operands } from "../tensor/lazy_tensor.ts";
import {
  type FusionGroups,
  fusionGroups,
  groupsOfLayout,
  withTiedCopies,
} from "./fusion_groups.ts";
import type { Plan } from "./plan.ts";
import { isPartial, type Selection } from "../selection/select.ts";

/** What {@link translateCheckpoint} is asked for: a part of `ConversionOptions`. */
export interface TranslationOptions extends Selection {
  readonly plugins: Plugins;
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
  /** By name in the target layout. */
  readonly groups: FusionGroups;
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
  const unknown = { tensors, groups: new Map(), carried: [], ties: [], proofs: [] };
  if (config === undefined) {
    return {
      ...unknown,
      warnings: ["no config.json, so fusion groups are not known and may be split over shards"],
    };
  }
  try {
    const model = bindModel(findPlugin(config, request.plugins), config);
    return recogniseCheckpoint(tensors, model, request.from);
  } catch (error) {
    const mended = request.from === undefined;
    if (
      !mended ||
      !isTensorferryError(error, "Layout", "MissingTensors", "Shape", "Config", "NameClash")
    ) {
      throw error;
    }
    return {
      ...unknown,
      warnings: [`fusion groups are not known and may be split over shards: ${error.message}`],
    };
  }
}

/**
 * Tells the layout of a checkpoint, and what there is to be said of its tensors, which stay as they are.
 *
 * @param given See {@link detectLayout}.
 * @throws LayoutError, MissingTensorsError, ShapeError, ConfigError or NameClashError when the tensors are not those of the model.
 */
export function recogniseCheckpoint(
  tensors: StateDict,
  model: Model,
  given?: string,
): TranslatedCheckpoint & Required<Pick<TranslatedCheckpoint, "to">> {
  const layout = detectLayout(tensors, model, given);
  const hf = leadToHf(tensors, model, layout);
  const groups = withTiedCopies(fusionGroups(hf.tensors, model), model, layout);
  return {
    model,
    from: layout,
    to: layout,
    tensors,
    groups: groupsOfLayout(tensors.keys(), groups, hf.applied, "read"),
    carried: hf.carried,
    ties: [],
    proofs: [],
    warnings: checkShapes(compareWithConfig(hf.tensors, model), []),
  };
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
  // Where the layout stays, the way to hf is for checks only, and no element moves.
  const moving = led === undefined
    ? []
    : [...hf.applied, ...led.applied].filter(({ rule }) => !isRename(rule));
  const findings = compareWithConfig(hf.tensors, model);
  const warnings = [
    ...checkShapes(findings, moving),
    ...(led === undefined ? [] : warnOfScales(hf.tensors, moving, [...hf.carried, ...led.carried])),
    ...warnOfExtras((led ?? hf).carried, model),
  ];
  if (!isPartial(request) && !request.partial) checkCoverage(findings, hf.tensors, model);
  const groups = withTiedCopies(fusionGroups(hf.tensors, model), model, to);
  return {
    model,
    from,
    to,
    tensors: led?.tensors ?? tensors,
    groups: led === undefined
      ? groupsOfLayout(tensors.keys(), groups, hf.applied, "read")
      : groupsOfLayout(led.tensors.keys(), groups, led.applied, "made"),
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

function warnOfExtras(carried: readonly string[], model: Model): string[] {
  const extras = carried.filter((name) => model.uses(name).length > 0);
  if (extras.length === 0) return [];
  return [`${quoteNames(extras)} are beyond what the config counts, and are carried as they are`];
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
