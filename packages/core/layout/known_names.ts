/**
 * What the names of tensors can stand for in a model.
 *
 * @module
 */
import type { Layout, Plugin, TensorDeclaration } from "../plugin/plugin.ts";
import { patternIndex, type PatternMatch } from "../rule/name_pattern.ts";
import { namesIn, type Rule } from "../rule/rule.ts";

/** The two sides of a rule. */
export type Side = "layout" | "hf";

/** One thing that a name can stand for. */
export type Use =
  | { readonly kind: "declared"; readonly tensor: TensorDeclaration }
  | {
    readonly kind: "rule";
    readonly layout: Layout;
    readonly rule: Rule;
    readonly side: Side;
    /** Whether the rule is for names of earlier versions, which are read and never written. */
    readonly older: boolean;
  };

/**
 * Makes the function that says what a name can stand for: a tensor that the plugin declares, a member of either side of a rule
 * of any layout. Whether the numbers are within the model's, and the conditions hold, is left to the caller.
 *
 * A conversion asks about each name many times, so answers are kept.
 */
export function knownNames(plugin: Plugin): (name: string) => readonly PatternMatch<Use>[] {
  const index = patternIndex<Use>();
  for (const [pattern, tensor] of Object.entries(plugin.tensors)) {
    index.add(pattern, { kind: "declared", tensor });
  }
  for (const layout of Object.values(plugin.layouts)) {
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
  const answers = new Map<string, readonly PatternMatch<Use>[]>();
  return (name) => {
    let answer = answers.get(name);
    if (answer === undefined) answers.set(name, answer = index.match(name));
    return answer;
  };
}
