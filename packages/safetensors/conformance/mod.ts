/**
 * Headers at the edges of the format, with the verdict of the reference (safetensors 0.8.0): for the tests of whoever reads
 * safetensors.
 *
 * @module
 */
export * from "./header_cases.ts";
export type { SafetensorsRule } from "../safetensors_error.ts";
