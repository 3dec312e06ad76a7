/**
 * Containers on the command line.
 *
 * @module
 */

/** The containers that can be written, by the names that core and its packages give them. */
export const CONTAINER_NAMES = ["safetensors", "dcp", "dcp-hf", "accelerate-offload"] as const;

/** One of them. */
export type ContainerName = typeof CONTAINER_NAMES[number];
