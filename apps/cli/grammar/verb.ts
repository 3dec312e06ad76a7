/**
 * The grammar of a verb: the one definition that parsing, help and completion come from.
 *
 * @module
 */
import {
  type BaseArgs,
  buildCommand,
  buildRouteMap,
  type Command,
  type RouteMap,
  type TypedCommandParameters,
} from "@stricli/core";
import { Mistake } from "./mistake.ts";
import type { Offering } from "./value.ts";

/** What Stricli hands to a verb, and where the verb leaves what it was asked for. */
export interface Asked<R> extends Offering {
  request?: R;
}

/** What help says of a verb. */
export interface Notes {
  /** A line, for lists. */
  readonly brief: string;
  readonly description: string;
  /** What comes last: lines that begin with a space stay as they are, others are wrapped. */
  readonly footer: string;
}

/** A verb, which makes an `R` of its command line. */
export interface Verb<R> extends Notes, Command<Asked<R>> {}

/** Verbs under a name, such as that of the program. */
export interface Group<R> extends Notes, RouteMap<Asked<R>> {
  readonly verbs: ReadonlyMap<string, Verb<R> | Group<R>>;
  /** The verb that is meant when none is named. */
  readonly alone: string | undefined;
}

/** The options of a verb, by the names that are typed, and nothing else: no inherited name is one. */
export type Flags = NonNullable<Command<Asked<unknown>>["parameters"]["flags"]>;

/** A verb as it is defined: `request` gets the options by the names that are typed, and then the arguments. */
export interface VerbDefinition<F extends Readonly<Record<string, unknown>>, A extends BaseArgs, R>
  extends Notes {
  readonly parameters: NoInfer<TypedCommandParameters<F, A, Asked<R>>>;
  readonly request: (options: F, ...args: A) => R;
}

/** Defines a verb. */
export function verb<F extends Readonly<Record<string, unknown>>, A extends BaseArgs, R>(
  { request, parameters, ...notes }: VerbDefinition<F, A, R>,
): Verb<R> {
  const command = buildCommand<F, A, Asked<R>>({
    parameters,
    docs: notes,
    func(options, ...args) {
      this.request = request(options, ...args);
    },
  });
  const flags: Flags = Object.create(null);
  for (const [name, flag] of Object.entries(command.parameters.flags ?? {})) {
    flags[name] = strict(name, flag);
  }
  return { ...command, ...notes, parameters: { ...command.parameters, flags } };
}

/** An option without the spelling `--no-…`, and whose mistakes name it, also where they are found later. */
function strict(name: string, flag: Flags[string]): Flags[string] {
  if (flag.kind === "boolean") return { ...flag, withNegated: false };
  if (flag.kind !== "parsed") return flag;
  return {
    ...flag,
    async parse(input) {
      try {
        return await flag.parse.call(this, input);
      } catch (error) {
        throw error instanceof Mistake ? new Mistake(`\`--${name}\`: ${error.message}`) : error;
      }
    },
  };
}

/** A group as it is defined: its verbs by their names, in the order of help. */
export interface GroupDefinition<R, Name extends string> extends Notes {
  readonly verbs: Readonly<Record<Name, Verb<R> | Group<R>>>;
  /** The verb that is meant when none is named. */
  readonly alone?: NoInfer<Name>;
}

/** Defines a group of verbs. */
export function group<R, Name extends string>(
  { verbs, alone, ...notes }: GroupDefinition<R, Name>,
): Group<R> {
  const map = buildRouteMap<string, Asked<R>>({ routes: verbs, docs: notes });
  return { ...map, ...notes, verbs: new Map(Object.entries<Verb<R> | Group<R>>(verbs)), alone };
}
