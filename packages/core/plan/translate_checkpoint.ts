/**
 * The tensors of a checkpoint led from its layout to another, with all that is to be said about it.
 *
 * @module
 */
import type { FloatDType } from "../dtype.ts";
import { isTensorferryError, LayoutError, OptionError } from "../errors.ts";
import { checkCoverage, checkShapes } from "../layout/check.ts";
import { detectLayout } from "../layout/detect.ts";
import { leadFromHf, leadToHf, type Led } from "../layout/lead.ts";
import { bindModel, configDType, findPlugin, layoutNamed, type Model } from "../layout/model.ts";
import type { Binding, StateDict } from "../layout/translate.ts";
import type { Plugin } from "../plugin/plugin.ts";
import type { ModelConfig } from "../rule/value.ts";
import { fusionGroups, groupsOfLayout, withTiedCopies } from "./fusion_groups.ts";
import type { Plan } from "./plan.ts";
import { isPartial, type Selection } from "./select.ts";

/** What {@link translateCheckpoint} is asked for: a part of `ConversionOptions`. */
export interface TranslationOptions extends Selection {
  readonly plugins: readonly Plugin[];
  readonly from?: string;
  readonly to?: string;
  readonly exact?: boolean;
}

/** Tensors in the target layout, and how they came there. */
export interface TranslatedCheckpoint
  extends Pick<Plan, "from" | "to" | "carried" | "ties" | "warnings"> {
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
  const asIs = { tensors, groups: new Map(), carried: [], ties: [] };
  if (config === undefined) {
    return {
      ...asIs,
      warnings: ["no config.json, so fusion groups are not known and may be split over shards"],
    };
  }
  try {
    const model = bindModel(findPlugin(config, request.plugins), config);
    const from = request.from ?? detectLayout(tensors, model);
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
    if (!isTensorferryError(error, "Layout", "MissingTensors", "Shape", "Config", "NameClash")) {
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
  const from = request.from ?? detectLayout(tensors, model);
  layoutNamed(model, from);
  const exact = request.exact ? exactDType(config) : undefined;
  const hf = leadToHf(tensors, model, from, exact);
  const led = from === to ? undefined : leadFromHf(hf.tensors, model, to, exact);
  const warnings = checkShapes(hf.tensors, model, moved(hf, led));
  if (!isPartial(request)) checkCoverage(hf.tensors, model);
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
    warnings,
    ...(exact !== undefined && { exact }),
  };
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
