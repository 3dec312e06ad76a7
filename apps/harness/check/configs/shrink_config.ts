/**
 * The shortest config that still shows a fault.
 *
 * @module
 */
import type { ModelConfig } from "@tensorferry/core";
import { valueAt, withValueAt } from "./config_keys.ts";

/** How many configs are tried at most: each is a whole check. */
const MOST_TRIES = 200;

/**
 * Takes keys away and makes numbers smaller for as long as a config shows what it is to show.
 *
 * @param shows Whether a config does; it must say so of the first.
 */
export async function shrinkConfig(
  config: ModelConfig,
  shows: (config: ModelConfig) => Promise<boolean>,
): Promise<ModelConfig> {
  let shortest = config;
  let tries = 0;
  for (let shrunk = true; shrunk;) {
    shrunk = false;
    for (const path of placesIn(shortest)) {
      for (const value of smaller(valueAt(shortest, path))) {
        if (tries++ === MOST_TRIES) return shortest;
        const shorter = withValueAt(shortest, path, value);
        if (!await shows(shorter)) continue;
        shortest = shorter;
        shrunk = true;
        break;
      }
    }
  }
  return shortest;
}

/** Every place, those that hold others before what they hold; `model_type` has to stay. */
function* placesIn(config: object, outer: readonly string[] = []): Generator<readonly string[]> {
  for (const [key, value] of Object.entries(config)) {
    const path = [...outer, key];
    if (key !== "model_type" || outer.length > 0) yield path;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      yield* placesIn(value, path);
    }
  }
}

/** What may stand in the place of a value, the shortest first; nothing at all shortest. */
function smaller(value: unknown): unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    return [undefined, ...(value.length === 0 ? [] : [[], value.slice(0, -1)])];
  }
  if (typeof value !== "number") return [undefined];
  const less = [1, 2, Math.floor(value / 2), value - 2, value - 1];
  return [undefined, ...less.filter((n, i) => n >= 1 && n < value && less.indexOf(n) === i)];
}
