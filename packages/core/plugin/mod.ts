/**
 * What a plugin is written with: tensors, rules, and values over the config.
 *
 * @module
 */
export * from "./define_plugin.ts";
export * from "./words.ts";
