/**
 * What is wrong with a command line, in words.
 *
 * @module
 */
import {
  type ApplicationText,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  text_en,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import type { Flags } from "./verb.ts";

/** The command line is wrong. The message is for the person who typed it. */
export class Mistake extends Error {
  override readonly name = "Mistake";
}

/** A word that has no meaning where it stands, and those that may have been meant. */
export function unexpected(word: string, meant: readonly string[] = []): string {
  const question = meant.length > 0 ? ` Did you mean ${meant.join(" or ")}?` : "";
  return `Unexpected option or subcommand: \`${word}\`.${question}`;
}

/** What a program says of a mistake, in a line. */
export function mistakeLine(program: string, mistake: string): string {
  return `${program}: ${mistake.replace(/([^.?])$/, "$1.")} See ${program} --help\n`;
}

/** What Stricli says of the command line of a verb with these options. Whatever is no mistake of the user is thrown again. */
export function mistakeText(flags: Flags): ApplicationText {
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) => unexpected(input, corrections),
    exceptionWhileParsingArguments: (error) => mistakeIn(error, flags),
    exceptionWhileRunningCommand(error) {
      throw error;
    },
  };
}

function mistakeIn(error: unknown, flags: Flags): string {
  if (error instanceof Mistake) return error.message;
  if (error instanceof FlagNotFoundError) {
    return unexpected(`--${error.input}`, error.corrections.map((name) => `\`--${name}\``));
  }
  if (error instanceof UnexpectedPositionalError) return unexpected(error.input);
  if (error instanceof UnsatisfiedPositionalError) {
    return `Expected a \`${error.placeholder}\`, but too few arguments.`;
  }
  if (error instanceof UnexpectedFlagError) {
    return `\`--${error.externalFlagName}\` cannot be used multiple times.`;
  }
  if (error instanceof UnsatisfiedFlagError) return missing(error.externalFlagName, flags);
  if (error instanceof EnumValidationError) {
    return `\`--${error.externalFlagName}\`: ${notAmong(error.values, error.input)}`;
  }
  if (error instanceof ArgumentParseError && error.exception instanceof Mistake) {
    return `\`${error.externalFlagNameOrPlaceholder}\`: ${error.exception.message}`;
  }
  throw error;
}

/** An option without its value, or one that has to be given and is not. */
function missing(name: string, flags: Flags): string {
  const flag = flags[name];
  return flag?.optional === true || flag !== undefined && "default" in flag
    ? `\`--${name}\` requires \`${flag.placeholder}\`.`
    : `Missing option \`--${name}\`.`;
}

/** A word that is none of those that there are. */
export function notAmong(values: readonly string[], input: string): string {
  const quoted = values.map((value) => `"${value}"`);
  const [last, comma] = [quoted.pop(), quoted.length > 1 ? "," : ""];
  return `Expected one of ${quoted.join(", ")}${comma} and ${last}, but got "${input}".`;
}
