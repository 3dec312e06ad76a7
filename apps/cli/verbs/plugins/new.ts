/**
 * `tensorferry plugins new`.
 *
 * @module
 */
import type { NewOptions } from "../../actions/plugins/new.ts";
import { type Verb, verb } from "../../grammar/verb.ts";
import { path } from "../../values/path.ts";
import { footer, forEveryVerb, type Request, type Typed } from "../verb.ts";

/** Lays out the project of a plugin. */
export const newPlugin: Verb<Request> = verb({
  brief: "Lay out the project of a new plugin.",
  description:
    "Writes a plugin with a first rule, its test, a deno.json and a README. Files that are there are not written over.",
  footer: footer(
    ["plugins new mixtral", "plugins new mixtral plugins/mixtral"],
    "--allow-read=DIR --allow-write=DIR",
  ),
  parameters: {
    flags: forEveryVerb,
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The name of the plugin, such as that of the architecture.",
          placeholder: "NAME",
          parse: String,
        },
        {
          brief: "The folder to write; NAME in the working directory unless given.",
          optional: true,
          ...path("DIR"),
        },
      ],
    },
  },
  request: (
    options: Typed<NewOptions, "name" | "folder">,
    name: string,
    folder?: string,
  ): Request => ({
    options,
    run: async (session) =>
      (await import("../../actions/plugins/new.ts")).newPlugin(
        { ...options, name, folder },
        session,
      ),
  }),
});
