/**
 * Architectures on the command line.
 *
 * @module
 */
import { message } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import type { ValueParser } from "@optique/core/valueparser";

/** A `model_type` of `config.json`. Completion offers those that a plugin serves, which is loaded only then. */
export const modelType: ValueParser<"async", string> = {
  mode: "async",
  metavar: "TYPE",
  placeholder: "llama",
  parse: (input) => Promise.resolve({ success: true, value: input }),
  format: (name) => name,
  async *suggest(prefix): AsyncGenerator<Suggestion> {
    const { offeredPlugins } = await import("../plugins/candidates.ts");
    for (const { name, serves } of await offeredPlugins()) {
      for (const text of serves) {
        if (!text.startsWith(prefix)) continue;
        yield { kind: "literal", text, description: message`plugin ${name}` };
      }
    }
  },
};
