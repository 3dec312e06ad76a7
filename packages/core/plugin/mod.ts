/**
 * What a plugin is written with: tensors, rules, and values over the config.
 *
 * @module
 */
export * from "./define_plugin.ts";
export * from "./plugin.ts";
export * from "../rule/rule.ts";
export { add } from "../rule/term/add.ts";
export { concat } from "../rule/term/concat.ts";
export { flatten, unflatten } from "../rule/term/flatten.ts";
export { permute } from "../rule/term/permute.ts";
export { rearrange } from "../rule/term/rearrange.ts";
export { stack } from "../rule/term/stack.ts";
export * from "../rule/term/term.ts";
export * from "../rule/value.ts";
export * from "../rule/evaluate.ts";
export * from "../rule/name_pattern.ts";
