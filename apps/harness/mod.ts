/**
 * Makes checkpoints of any size and any architecture that a plugin serves, from nothing but a config.
 *
 * @module
 */
export * from "./random_floats.ts";
export * from "./synthesize.ts";
export * from "./synthetic_checkpoint.ts";
