/**
 * The names of `@tensorferry/core`, which every plugin imports from its host.
 *
 * @module
 */

/** What a plugin can import of core. */
export type CoreName = "@tensorferry/core" | "@tensorferry/core/plugin";

const CORE = /^(?:(?:jsr|npm):\/?)?@tensorferry\/core(?:@[^/]*)?(\/plugin)?$/;

/** Which module of core a specifier means, of whatever registry and version: none but the host's is loaded. */
export function coreNameOf(specifier: string): CoreName | undefined {
  const match = CORE.exec(specifier);
  if (match === null) return undefined;
  return match[1] === undefined ? "@tensorferry/core" : "@tensorferry/core/plugin";
}
