/**
 * What transformers holds at run time.
 *
 * @module
 */
import type { Layout } from "@tensorferry/core/words";

/** transformers 5.18.0 (`conversion_mapping.py`) has no entry for these architectures: they run as they lie on disk. */
export const transformers: Layout = {
  description: "transformers 5 at run time; the same as hf",
  rules: [],
  rest: "same",
};
