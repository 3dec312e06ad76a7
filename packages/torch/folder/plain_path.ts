/**
 * Paths that come from a checkpoint.
 *
 * @module
 */

/** Whether a path stays within the folder that it counts from, on every system. */
export function isPlainPath(path: string): boolean {
  if (path.includes("\0") || path.includes("\\") || /^[A-Za-z]:/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** The names within the folder itself: a file, or the folder that it lies in. */
export function topLevel(files: Iterable<string>): string[] {
  return [...new Set(Array.from(files, (file) => file.split("/")[0]!))];
}
