/**
 * What a plugin is written with: tensors, rules, and values over the config.
 *
 * @module
 */
export * from "./plugin.ts";
export * from "../rule/rule.ts";
export * from "../rule/value.ts";
export * from "../rule/name_pattern.ts";
