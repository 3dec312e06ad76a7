/**
 * How a tensor is made, in words.
 *
 * @module
 */
import { type LazyTensor, leaves, operands } from "@tensorferry/core";
import { counted } from "../output/words.ts";

/** What is done to the elements on the way; nothing when a tensor of the source is copied as it is. */
export function makingOf(tensor: LazyTensor): string {
  if (tensor.op === "leaf") return "";
  const sources = leaves(tensor).reduce((count) => count + 1, 0);
  const steps = new Set<string>();
  addSteps(tensor, steps);
  return [...(sources > 1 ? [`of ${counted(sources, "tensor")}`] : []), ...steps].join(", ");
}

/** The outermost step comes first. */
function addSteps(tensor: LazyTensor, steps: Set<string>): void {
  const step = stepOf(tensor);
  if (step !== undefined) steps.add(step);
  for (const operand of operands(tensor)) addSteps(operand, steps);
}

function stepOf(tensor: LazyTensor): string | undefined {
  switch (tensor.op) {
    case "slice":
      return "a part";
    case "permute":
      return "reordered";
    case "cast":
      return `as ${tensor.dtype}`;
    case "add":
      return `${tensor.value < 0 ? "-" : "+"} ${Math.abs(tensor.value)}`;
  }
}
