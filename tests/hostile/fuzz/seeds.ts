/**
 * Seeds that once broke a promise. What each found is mended, and they are run with every test.
 *
 * A seed means the same file only as long as the mutator and the subjects stay as they are; a case that must never be lost is a test of
 * its own, in `limits` or beside the reader.
 *
 * @module
 */

/** Seeds by reader. */
export const SEEDS: Readonly<Record<string, readonly number[]>> = {
  // Text of the config was raw in messages; so was the architecture that it names.
  "config": [379, 519, 1312, 1489, 1774],
  "safetensors": [525],
  // Names that no file system takes came out as errors of the system.
  "torch-index": [64, 370, 498, 1067],
  "offload": [699, 1055],
  "torch-stream": [911],
  "torch-zip": [1689],
};
