/**
 * Layouts on the command line.
 *
 * @module
 */
import { message } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import type { ValueParser } from "@optique/core/valueparser";

/**
 * The name of a layout. Any name is taken: which ones there are depends on the checkpoint, and core says so when a name is not
 * among them. Completion offers those of all plugins, which are loaded only then.
 */
export const layoutName: ValueParser<"async", string> = {
  mode: "async",
  metavar: "LAYOUT",
  placeholder: "hf",
  parse: (input) => Promise.resolve({ success: true, value: input }),
  format: (name) => name,
  async *suggest(prefix): AsyncGenerator<Suggestion> {
    const { offeredPlugins, loadAll } = await import("../plugins/candidates.ts");
    const loaded = loadAll(await offeredPlugins());
    const layouts = loaded.flatMap((one) => "plugin" in one ? Object.keys(one.plugin.layouts) : []);
    for (const text of new Set(["hf", ...layouts])) {
      if (text.startsWith(prefix)) yield { kind: "literal", text, description: message`layout` };
    }
  },
};
