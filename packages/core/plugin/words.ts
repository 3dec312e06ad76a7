/**
 * The words that a plugin's data is made with: rules, and values over the config.
 *
 * They are in `@tensorferry/core/plugin` too, with what checks such data. Plugins that come with Tensorferry are checked by their
 * tests and take them from here, so that a run which meets no other plugin need not load what checks one: that took 18 ms and 2 MiB.
 *
 * @module
 */
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
