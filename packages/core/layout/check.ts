/**
 * A checkpoint in `hf` held against what its plugin and config say of it.
 *
 * @module
 */
import { MissingTensorsError, ShapeError } from "../errors.ts";
import { sameShape } from "../tensor/lazy_tensor.ts";
import { quoteNames } from "../printable.ts";
import { declaredTensor, declaredTensors, type Model } from "./model.ts";
import type { StateDict } from "./translate.ts";

/**
 * Checks shapes. A tensor whose elements a rule moves must have the shape that the config gives it; another may differ
 * (an embedding with padded rows, say), and is named in the warnings.
 *
 * @throws ShapeError naming the tensor, its shape and the config's.
 */
export function checkShapes(
  hf: StateDict,
  model: Model,
  moved: ReadonlySet<string>,
): readonly string[] {
  const warnings: string[] = [];
  for (const [name, { shape }] of hf) {
    const declared = declaredTensor(model, name);
    if (declared === undefined || sameShape(declared.shape, shape)) continue;
    const what =
      `${name} has shape [${shape}], and by the config of ${model.modelType} it is [${declared.shape}]`;
    if (moved.has(name)) {
      throw new ShapeError(
        `Cannot convert ${name}: ${what}. Check that the config belongs to this checkpoint, and the layout (--from)`,
        name,
      );
    }
    warnings.push(what);
  }
  return warnings;
}

/**
 * Checks that nothing that the architecture needs is absent.
 *
 * @throws MissingTensorsError naming the first few.
 */
export function checkCoverage(hf: StateDict, model: Model): void {
  const missing: string[] = [];
  for (const { name, required } of declaredTensors(model)) {
    if (required && !hf.has(name)) missing.push(name);
  }
  if (missing.length === 0) return;
  throw new MissingTensorsError(
    `Cannot convert an incomplete checkpoint: by its config a ${model.modelType} has ${
      quoteNames(missing)
    }, ` +
      `which the source lacks. Find the missing shards; to convert a part on purpose, name it with --include`,
    missing,
  );
}
