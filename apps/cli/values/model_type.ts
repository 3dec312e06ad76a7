/**
 * Architectures on the command line.
 *
 * @module
 */
import type { Value } from "../grammar/value.ts";

/** A `model_type` of `config.json`. Completion offers those that a plugin serves, which is loaded only then. */
export const modelType: Value<string> = {
  placeholder: "TYPE",
  parse: String,
  async proposeCompletions() {
    const { offeredPlugins } = await import("../plugins/candidates.ts");
    for (const { name, serves } of await offeredPlugins()) {
      for (const text of serves) this.offered.push({ text, description: `plugin ${name}` });
    }
    return [];
  },
};
