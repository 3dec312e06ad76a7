/**
 * `tensorferry plugins`.
 *
 * @module
 */
import { type Group, group } from "../../grammar/verb.ts";
import { PLUGIN_GRANTS } from "../plugin_options.ts";
import { footer, type Request } from "../verb.ts";
import { add } from "./add.ts";
import { info } from "./info.ts";
import { list } from "./list.ts";
import { newPlugin } from "./new.ts";
import { remove } from "./remove.ts";

/** What there is to do with plugins. */
export const plugins: Group<Request> = group({
  brief: "List, install and write plugins, which know architectures.",
  description:
    "A plugin knows the tensors of a family of architectures, in every layout. Alone, lists those that there are.",
  footer: footer(
    ["plugins", "plugins add jsr:@you/tensorferry-mixtral", "plugins add --help"],
    `nothing; ${PLUGIN_GRANTS}`,
  ),
  verbs: { list, info, add, remove, new: newPlugin },
  alone: "list",
});
