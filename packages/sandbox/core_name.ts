/**
 * The names of `@tensorferry/core`, which every plugin imports from its host.
 *
 * @module
 */

/** What a plugin can import of core. */
export const CORE_NAMES = [
  "@tensorferry/core",
  "@tensorferry/core/plugin",
  "@tensorferry/core/words",
] as const;

/** One of them. */
export type CoreName = typeof CORE_NAMES[number];

const CORE = /^(?:(?:jsr|npm):\/?)?(@tensorferry\/core)(?:@[^/]*)?(\/.*)?$/;

/** Which module of core a specifier means, of whatever registry and version: none but the host's is loaded. */
export function coreNameOf(specifier: string): CoreName | undefined {
  const [, name, entry = ""] = CORE.exec(specifier) ?? [];
  return CORE_NAMES.find((core) => core === `${name}${entry}`);
}
