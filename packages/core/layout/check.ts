/**
 * A checkpoint in `hf` held against what its plugin and config say of it.
 *
 * @module
 */
import { MissingTensorsError, ShapeError } from "../errors.ts";
import { sameShape } from "../tensor/lazy_tensor.ts";
import { quoteNames } from "../text/printable.ts";
import { countRequired, declaredTensor, declaredTensors } from "./declared_tensors.ts";
import type { Model } from "./model.ts";
import { quantisedError } from "./quantised.ts";
import type { AppliedRule, StateDict } from "./translate.ts";

/** What is found where tensors of `hf` are held against their declarations. */
export interface Findings {
  /** For each tensor that has another shape than the config gives it, which ones. */
  readonly misfits: ReadonlyMap<string, string>;
  /** How many there are of those that must not be absent. */
  readonly required: number;
}

/** Holds each tensor against its declaration. */
export function compareWithConfig(hf: StateDict, model: Model): Findings {
  const misfits = new Map<string, string>();
  let required = 0;
  for (const [name, { shape }] of hf) {
    const declared = declaredTensor(model, name);
    if (declared === undefined) continue;
    if (declared.required) required++;
    if (sameShape(declared.shape, shape)) continue;
    misfits.set(
      name,
      `${name} has shape [${shape}], and by the config of ${model.modelType} it is [${declared.shape}]`,
    );
  }
  return { misfits, required };
}

/**
 * Checks shapes. A tensor whose elements a rule moves must have the shape that the config gives it; another may differ
 * (an embedding with padded rows, say), and is named in the warnings.
 *
 * @param moving The rules that move or change elements.
 * @throws ShapeError naming the tensor, its shape and the config's.
 */
export function checkShapes(
  { misfits }: Findings,
  moving: readonly AppliedRule[],
): readonly string[] {
  if (misfits.size === 0) return [];
  const moved = new Set(moving.flatMap(({ read, made }) => [...read, ...made]));
  for (const [name, what] of misfits) {
    if (!moved.has(name)) continue;
    throw new ShapeError(
      `Cannot convert ${name}: ${what}. Check that the config belongs to this checkpoint, and which layout it has: plan and convert take it with --from`,
      name,
    );
  }
  return [...misfits.values()];
}

/**
 * Checks that nothing that the architecture needs is absent.
 *
 * @throws MissingTensorsError naming the first few, or saying that the checkpoint is quantised.
 */
export function checkCoverage({ required }: Findings, hf: StateDict, model: Model): void {
  // Each name stands for one tensor, so where there are as many as there must be, none is absent and no name need be made.
  if (required === countRequired(model)) return;
  const missing: string[] = [];
  for (const { name, required } of declaredTensors(model)) {
    if (required && !hf.has(name)) missing.push(name);
  }
  if (missing.length === 0) return;
  throw quantisedError(missing, hf, model) ?? new MissingTensorsError(
    `Cannot convert an incomplete checkpoint: by its config a ${model.modelType} has ${
      quoteNames(missing)
    }, ` +
      `which the source lacks. Find the missing shards; to convert a part on purpose, name it with --include`,
    missing,
  );
}
