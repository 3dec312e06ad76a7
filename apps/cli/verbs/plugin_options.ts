/**
 * Which plugins a verb goes by.
 *
 * @module
 */
import type { Options } from "../grammar/value.ts";
import type { PluginChoices } from "../plugins/candidates.ts";
import { pluginChoice } from "../values/plugin_choice.ts";

/** The options of every verb that uses plugins. */
export const pluginOptions: Options<PluginChoices> = {
  plugin: {
    kind: "parsed",
    variadic: true,
    default: [],
    brief:
      "Go by this plugin and no other: the name of one that tensorferry plugins lists, or a jsr:, npm: or https: specifier or a path of one, for this run. May be given several times.",
    ...pluginChoice("PLUGIN"),
  },
  trust: {
    kind: "boolean",
    default: false,
    brief:
      "Run the code of a plugin in this process, with its rights, and not in one without any. For code whose author you trust.",
  },
};

/** Whether code may be run with the rights of this process. */
export const trustOption: Options<Pick<PluginChoices, "trust">> = { trust: pluginOptions.trust };

/** What Deno has to be given for plugins, in the help of a verb. */
export const PLUGIN_GRANTS =
  "for installed plugins --allow-env=HOME,XDG_CONFIG_HOME and reading their folders; for code of others --allow-run=deno";
