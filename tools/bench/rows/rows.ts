/**
 * Every row there is.
 *
 * @module
 */
import { cold } from "./cold.ts";
import { headers } from "./headers.ts";
import { memory } from "./memory.ts";
import { peers } from "./peers.ts";
import type { Row } from "./row.ts";
import { speed, synced } from "./speed.ts";

export const ROWS: readonly Row[] = [
  ...speed,
  ...synced,
  ...cold,
  ...memory,
  ...headers,
  ...peers,
];
