/**
 * Plugins on the command line.
 *
 * @module
 */
import { message } from "@optique/core/message";
import type { Suggestion } from "@optique/core/parser";
import type { ValueParser } from "@optique/core/valueparser";

/** A plugin, or the place of its code: which it is, and whether it is there, is said by whoever looks for it. */
export type PluginMetavar = "PLUGIN" | "SPECIFIER" | "NAME";

/** Completion offers the names of known plugins, or files where only a place will do. What it knows is loaded only then. */
export function pluginChoice(metavar: PluginMetavar): ValueParser<"async", string> {
  return {
    mode: "async",
    metavar,
    placeholder: "mixtral",
    parse: (input) =>
      Promise.resolve(
        input.trim() === ""
          ? { success: false, error: message`${metavar} must not be empty.` }
          : { success: true, value: input },
      ),
    format: (value) => value,
    async *suggest(prefix): AsyncGenerator<Suggestion> {
      if (metavar !== "NAME") yield { kind: "file", type: "any", pattern: prefix };
      if (metavar === "SPECIFIER") return;
      const { offeredPlugins } = await import("../plugins/candidates.ts");
      for (const { name, version, origin } of await offeredPlugins()) {
        // What is built in cannot be removed.
        if (!name.startsWith(prefix) || (metavar === "NAME" && origin === "built-in")) continue;
        yield { kind: "literal", text: name, description: message`${version}, ${origin}` };
      }
    },
  };
}
