/**
 * Plugins on the command line.
 *
 * @module
 */
import { Mistake } from "../grammar/mistake.ts";
import type { Value } from "../grammar/value.ts";

/**
 * A plugin, or the place of its code: which it is, and whether it is there, is said by whoever looks for it. Completion offers the
 * names of known plugins, or files where only a place will do. What it knows is loaded only then.
 */
export function pluginChoice(placeholder: "PLUGIN" | "SPECIFIER" | "NAME"): Value<string> {
  return {
    placeholder,
    parse(input) {
      if (input.trim() === "") throw new Mistake(`${placeholder} must not be empty.`);
      return input;
    },
    async proposeCompletions() {
      this.takesFile = placeholder !== "NAME";
      if (placeholder === "SPECIFIER") return [];
      const { offeredPlugins } = await import("../plugins/candidates.ts");
      for (const { name, version, origin } of await offeredPlugins()) {
        // What is built in cannot be removed.
        if (placeholder === "NAME" && origin === "built-in") continue;
        this.offered.push({ text: name, description: `${version}, ${origin}` });
      }
      return [];
    },
  };
}
