/**
 * What was caught, in words.
 *
 * @module
 */

/** What an error says; whatever else was thrown, as text. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
