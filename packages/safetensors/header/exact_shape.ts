/**
 * Shapes as lazy tensors have them.
 *
 * @module
 */
import { SafetensorsError } from "../safetensors_error.ts";
import type { DimensionSize } from "./header.ts";

/**
 * The sizes of a tensor as numbers.
 *
 * @param path What its file is called in errors.
 * @throws SafetensorsError (`DimensionTooLarge`) for an empty tensor with a size of 2^53 or more, which the reference takes.
 */
export function exactShape(
  path: string,
  name: string,
  shape: readonly DimensionSize[],
): readonly number[] {
  if (areNumbers(shape)) return shape;
  throw new SafetensorsError(
    "DimensionTooLarge",
    path,
    `has shape [${shape.slice(0, 16)}], and a size of 2^53 or more is not exact here`,
    name,
  );
}

function areNumbers(shape: readonly DimensionSize[]): shape is readonly number[] {
  for (const size of shape) if (typeof size !== "number") return false;
  return true;
}
