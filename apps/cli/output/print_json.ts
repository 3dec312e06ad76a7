/**
 * Data for programs.
 *
 * @module
 */
import { jsonPieces } from "./json_pieces.ts";
import type { Screen } from "./screen.ts";

/** Writes data of any size as one line of JSON. */
export function printJson(screen: Screen, value: unknown): void {
  for (const piece of jsonPieces(value)) screen.write(piece);
  screen.write("\n");
}
