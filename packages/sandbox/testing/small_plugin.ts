/**
 * A plugin as small as one can be, as the text of a module.
 *
 * @module
 */

import type { Plugin } from "@tensorferry/core/plugin";

/** Its data. */
export const SMALL_PLUGIN: Plugin = {
  name: "small",
  version: "1.0.0",
  serves: { model_type: ["small"] },
  variables: {},
  tensors: { "embed.weight": { shape: [1] } },
  layouts: {},
};

/** The data as an expression; `extra` is JavaScript that comes before the closing brace. */
export function pluginText(extra = ""): string {
  return `{ ...${JSON.stringify(SMALL_PLUGIN)}, ${extra} }`;
}

/** A module that defines it with the words of core. */
export function moduleText(extra = ""): string {
  return `import { definePlugin, type Plugin } from "@tensorferry/core/plugin";
const plugin: Plugin = definePlugin(${pluginText(extra)});
export default plugin;
`;
}
