/**
 * What names a plugin: its name, where it is known already, or the place of its code.
 *
 * @module
 */

/** The form of a plugin's name, as core has it. */
const NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** Where there may be two plugins of one name, what is written before it: `user:mixtral`. */
const QUALIFIED = /^(?:(built-in|user|project):)?([^:]*)$/;

/** A specifier of a package: what comes before its version, the version, and the path within the package. */
const PACKAGE = /^((?:jsr|npm):\/?(?:@[^/@]+\/)?[^/@]+)(@[^/]*)?(\/.*)?$/;

/** Whose plugin it is: of the command itself, of one of the two stores, or of this run alone. */
export type Origin = "built-in" | "user" | "project" | "given";

/** A plugin by its name, and whose it is to be where that is said. */
export interface NamedPlugin {
  readonly name: string;
  readonly origin?: Origin;
}

/** Whether a text can be the name of a plugin. */
export function isPluginName(text: string): boolean {
  return NAME.test(text);
}

/** The plugin that a text names; nothing where it is the place of code. A path that looks like a name is written with `./`. */
export function namedPlugin(text: string): NamedPlugin | undefined {
  const [, origin, name = ""] = QUALIFIED.exec(text) ?? [];
  if (!isPluginName(name)) return undefined;
  return { name, ...(origin !== undefined && { origin: origin as Origin }) };
}

/** Whether two specifiers are of one plugin: the same, or of one package in whatever version. */
export function samePlugin(a: string, b: string): boolean {
  return withoutVersion(a) === withoutVersion(b);
}

function withoutVersion(specifier: string): string {
  return specifier.replace(
    PACKAGE,
    (_, name, _version, path = "") => name.replace(":/", ":") + path,
  );
}
