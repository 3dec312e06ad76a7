/**
 * Makes checkpoints of any size and any architecture that a plugin serves, from nothing but a config, and judges plugins.
 *
 * @module
 */
export * from "./check/check_plugin.ts";
export * from "./check/finding.ts";
export * from "./check/owners_answer.ts";
export * from "./check/report_text.ts";
export * from "./random_floats.ts";
export * from "./synthesize.ts";
export * from "./synthetic_checkpoint.ts";
