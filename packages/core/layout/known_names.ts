/**
 * What the names of tensors can stand for in a model.
 *
 * @module
 */
import type { Layout, Plugin } from "../plugin/plugin.ts";
import { patternIndex, type PatternMatch } from "../rule/pattern_index.ts";
import { namesIn, type Rule } from "../rule/rule.ts";
import type { Declaration } from "./declaration.ts";

/** The two sides of a rule. */
export type Side = "layout" | "hf";

/** One thing that a name can stand for. */
export type Use =
  | { readonly kind: "declared"; readonly pattern: string; readonly declaration: Declaration }
  | {
    readonly kind: "rule";
    readonly layout: Layout;
    readonly rule: Rule;
    readonly side: Side;
    /** Whether the rule is for names of earlier versions, which are read and never written. */
    readonly older: boolean;
  };

/** All that a name can stand for, with the numbers that are in it. */
export type Uses = readonly PatternMatch<Use>[];

/**
 * Makes the function that says what a name can stand for: a tensor that the plugin declares, a member of either side of a rule
 * of any layout. Whether the numbers are within the model's, and the conditions hold, is left to the caller.
 */
export function knownNames(
  declarations: ReadonlyMap<string, Declaration>,
  layouts: Plugin["layouts"],
): (name: string) => Uses {
  const index = patternIndex<Use>();
  for (const [pattern, declaration] of declarations) {
    index.add(pattern, { kind: "declared", pattern, declaration });
  }
  for (const layout of Object.values(layouts)) {
    for (const older of [false, true]) {
      for (const rule of (older ? layout.older : layout.rules) ?? []) {
        for (const side of ["layout", "hf"] as const) {
          for (const { name } of namesIn(rule[side])) {
            index.add(name, { kind: "rule", layout, rule, side, older });
          }
        }
      }
    }
  }
  return index.match;
}
