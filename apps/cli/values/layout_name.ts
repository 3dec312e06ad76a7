/**
 * Layouts on the command line.
 *
 * @module
 */
import type { Value } from "../grammar/value.ts";

/**
 * The name of a layout. Any name is taken: which ones there are depends on the checkpoint, and core says so when a name is not
 * among them. Completion offers those of all plugins, which are loaded only then.
 */
export const layoutName: Value<string> = {
  placeholder: "LAYOUT",
  parse: String,
  async proposeCompletions() {
    const { offeredPlugins, loadAll } = await import("../plugins/candidates.ts");
    const loaded = loadAll(await offeredPlugins());
    const layouts = loaded.flatMap((one) => "plugin" in one ? Object.keys(one.plugin.layouts) : []);
    for (const text of new Set(["hf", ...layouts])) this.offered.push({ text });
    return [];
  },
};
