/**
 * Names of files, which others give.
 *
 * @module
 */

/** Whether a name is one of a file within a folder, and leads nowhere else. */
export function isFileName(name: unknown): name is string {
  return typeof name === "string" && !/^\.{0,2}$|[/\\\0]/.test(name);
}
