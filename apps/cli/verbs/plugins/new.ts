/**
 * `tensorferry plugins new`.
 *
 * @module
 */
import { object } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { map, optional } from "@optique/core/modifiers";
import { argument, command } from "@optique/core/primitives";
import { string } from "@optique/core/valueparser";
import { path } from "../../values/path.ts";
import { footer, forEveryVerb, shortUsage, type Verb } from "../verb.ts";

const options = object({
  name: argument(string({ metavar: "NAME" }), {
    description: message`The name of the plugin, such as that of the architecture.`,
  }),
  folder: optional(argument(path("DIR"), {
    description: message`The folder to write; NAME in the working directory unless given.`,
  })),
  ...forEveryVerb,
});

/** Lays out the project of a plugin. */
export const newPlugin: Verb = command(
  "new",
  map(options, (options) => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/new.ts")).newPlugin(options, session),
  })),
  {
    brief: message`Lay out the project of a new plugin.`,
    description:
      message`Writes a plugin with a first rule, its test, a deno.json and a README. Files that are there are not written over.`,
    usageLine: shortUsage,
    footer: footer(
      ["plugins new mixtral", "plugins new mixtral plugins/mixtral"],
      "--allow-read=DIR --allow-write=DIR",
    ),
  },
);
