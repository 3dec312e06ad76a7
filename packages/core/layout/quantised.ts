/**
 * Quantised checkpoints: weights that are there under other names only, and scales that belong to weights.
 *
 * @module
 */
import { isFloatDType } from "../dtype.ts";
import { MissingTensorsError } from "../errors.ts";
import { naturalOrder } from "../text/natural_order.ts";
import { quoteName, quoteNames } from "../text/printable.ts";
import type { Model } from "./model.ts";
import type { AppliedRule, StateDict } from "./translate.ts";

/** The error for missing tensors where others show that the checkpoint is quantised in a way that the plugin does not know. */
export function quantisedError(
  missing: readonly string[],
  tensors: StateDict,
  model: Model,
): MissingTensorsError | undefined {
  const sign = packedWeight(missing, tensors) ?? strangerBeside(missing, tensors, model);
  if (sign === undefined) return undefined;
  return new MissingTensorsError(
    `Cannot convert a quantised checkpoint: ${sign}, and there is no ${quoteName(missing[0]!)}. ` +
      `Take the model with weights in a floating dtype`,
    missing,
  );
}

/** A weight as AutoGPTQ and AutoAWQ pack it. */
function packedWeight(missing: readonly string[], tensors: StateDict): string | undefined {
  const packed = missing.map((name) => name.replace(/\.weight$/, ".qweight"))
    .find((name) => tensors.has(name));
  return packed === undefined ? undefined : `it has ${quoteName(packed)}`;
}

/** By its config the model is quantised, and where a tensor is missing there is one that the plugin does not know. */
function strangerBeside(
  missing: readonly string[],
  tensors: StateDict,
  { config: { quantization_config: found }, uses }: Model,
): string | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const isBeside = besideAny(missing);
  const stranger = tensors.keys().find((name) => isBeside(name) && uses(name).length === 0);
  if (stranger === undefined) return undefined;
  const method = "quant_method" in found ? ` (${quoteName(String(found.quant_method))})` : "";
  return `its config has a quantization_config${method}, it has ${quoteName(stranger)}`;
}

/**
 * Warns where rules move the elements of quantised weights and leave tensors beside these as they are. Where rules move the scales
 * along, or there are none, all is well.
 *
 * @param hf The tensors in `hf`.
 * @param moving The rules that move or change elements.
 * @param carried The tensors that no rule and no declaration names.
 */
export function warnOfScales(
  hf: StateDict,
  moving: readonly AppliedRule[],
  carried: readonly string[],
): string[] {
  const isQuantised = (name: string) => {
    const dtype = hf.get(name)?.dtype;
    return dtype !== undefined && !isFloatDType(dtype);
  };
  const names = moving.map(({ read, made }) => [...read, ...made])
    .filter((names) => names.some(isQuantised)).flat();
  const left = new Set(carried.filter(besideAny(names)));
  if (left.size === 0) return [];
  const quantised = new Set(names.filter(isQuantised));
  return [
    `rules move the elements of ${
      quoteNames(naturalOrder(quantised))
    }, which are no floating-point numbers of 16 bits or more, and leave ${
      quoteNames(naturalOrder(left))
    } as they are: scales among these do not fit any more`,
  ];
}

/** Makes the function that says whether a name is in the module of one of `names`, or below it. */
function besideAny(names: readonly string[]): (name: string) => boolean {
  const modules = new Set(names.map((name) => name.slice(0, name.lastIndexOf(".") + 1)));
  const longest = modules.values().reduce((most, { length }) => Math.max(most, length), 0);
  return (name) => {
    let end = name.indexOf(".") + 1;
    if (end === 0) return modules.has("");
    // A file may name its tensors with millions of dots.
    for (; end > 0 && end <= longest; end = name.indexOf(".", end) + 1) {
      if (modules.has(name.slice(0, end))) return true;
    }
    return false;
  };
}
