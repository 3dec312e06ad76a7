/**
 * Checkpoints whose weights are packed: what seems to be missing there is only under another name.
 *
 * @module
 */
import { MissingTensorsError } from "../errors.ts";
import { quoteName } from "../printable.ts";
import type { ModelConfig } from "../rule/value.ts";
import type { StateDict } from "./translate.ts";

/** The error for missing tensors where the names of others, or the config, show that the checkpoint is quantised. */
export function quantisedError(
  missing: readonly string[],
  tensors: StateDict,
  config: ModelConfig,
): MissingTensorsError | undefined {
  const sign = packedWeight(missing, tensors) ?? methodIn(config);
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

/** What transformers writes into the config of a quantised model. */
function methodIn({ quantization_config: found }: ModelConfig): string | undefined {
  if (typeof found !== "object" || found === null) return undefined;
  const method = "quant_method" in found ? ` (${JSON.stringify(found.quant_method)})` : "";
  return `its config has a quantization_config${method}`;
}
