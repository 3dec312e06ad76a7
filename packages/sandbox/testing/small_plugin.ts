/**
 * A plugin as small as one can be, as the text of a module.
 *
 * @module
 */

/** The data of a plugin; `extra` is JavaScript that comes before the closing brace. */
export function pluginText(extra = ""): string {
  return `{
    name: "small",
    version: "1.0.0",
    serves: { model_type: ["small"] },
    variables: {},
    tensors: { "embed.weight": { shape: [1] } },
    layouts: {},
    ${extra}
  }`;
}

/** A module that defines it with the words of core. */
export function moduleText(extra = ""): string {
  return `import { definePlugin, type Plugin } from "@tensorferry/core/plugin";
const plugin: Plugin = definePlugin(${pluginText(extra)});
export default plugin;
`;
}
