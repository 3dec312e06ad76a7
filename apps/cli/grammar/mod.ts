/**
 * Command lines: verbs with their options, from one definition of which come parsing, help, completion and what is said of mistakes.
 * The parsing is that of Stricli.
 *
 * @module
 */
export { byteSize } from "./byte_size.ts";
export { integer } from "./integer.ts";
export { mistakeLine } from "./mistake.ts";
export { type Answer, answer, type Page, type Program } from "./program.ts";
export type { Offer, Offering, Options, Value } from "./value.ts";
export {
  type Asked,
  type Group,
  group,
  type GroupDefinition,
  type Notes,
  type Verb,
  verb,
  type VerbDefinition,
} from "./verb.ts";
// The types of Stricli that those above are made of.
export type {
  BaseArgs,
  Command,
  CommandContext,
  FlagParametersForType,
  RouteMap,
  TypedCommandParameters,
} from "@stricli/core";
