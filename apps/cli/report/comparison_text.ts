/**
 * A comparison for people.
 *
 * @module
 */
import {
  type Comparison,
  formatByteSize,
  printable,
  type TensorDifference,
} from "@tensorferry/core";
import type { Screen } from "../output/screen.ts";
import { counted, formatCount, formatShape } from "../output/words.ts";
import { firstOf, heading, warningLines } from "./lines.ts";

/** Differences that are listed. */
const LISTED = 20;

/** The lines that show what a comparison found. */
export function comparisonLines(comparison: Comparison, screen: Screen): string[] {
  const { same, layout, tensors, bytes, differences, warnings } = comparison;
  const what = `${counted(tensors, "tensor")}, ${formatByteSize(bytes)}` +
    (layout === undefined ? "" : `, compared in layout ${layout}`);
  if (same) return [heading(screen, `Same, bit for bit: ${what}`), ...warningLines(warnings)];
  const { rows, more } = firstOf(differences, LISTED);
  return [
    heading(screen, `Different: ${counted(differences.length, "tensor")} (${what})`),
    ...rows.map((difference) => `  ${printable(difference.name)}: ${howDifferent(difference)}`),
    ...more,
    ...warningLines(warnings),
  ];
}

function howDifferent(difference: TensorDifference): string {
  switch (difference.kind) {
    case "only in A":
    case "only in B":
      return difference.kind;
    case "dtype or shape": {
      const { a, b } = difference;
      return `${a.dtype} ${formatShape(a.shape)} in A, ${b.dtype} ${formatShape(b.shape)} in B`;
    }
    case "bits": {
      const { differing, elements, first, largest } = difference;
      return `${formatCount(differing)} of ${counted(elements, "element")}, the first at ` +
        `${formatShape(first.index)}: ${first.a ?? "?"} in A, ${first.b ?? "?"} in B` +
        (largest === undefined ? "" : `; the largest difference is ${largest}`);
    }
  }
}
