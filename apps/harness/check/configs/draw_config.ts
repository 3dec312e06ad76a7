/**
 * Small configs drawn at random, like a given one.
 *
 * @module
 */
import {
  bindModel,
  declaredTensors,
  elementsOf,
  isTensorferryError,
  type ModelConfig,
  type Plugin,
} from "@tensorferry/core";
import { seededHash } from "../../random_floats.ts";
import { type ConfigKey, configKeys, countKeys, valueAt, withValueAt } from "./config_keys.ts";
import { keepsEven } from "./evenness.ts";

/** How often sizes are drawn until they go together, as heads that have to divide a width. */
const ATTEMPTS = 1000;
/** The most elements of all tensors together: each is led through every pair of layouts. */
const MOST_ELEMENTS = 2 ** 15;
/** Numbers above this in a list are no layers. */
const MOST_LAYERS = 4;
/** More than ten, so that experts in the order of their names are not in the order of their numbers. */
const MOST_EXPERTS = 12;

/** A whole number below `limit`. */
type Dice = (limit: number) => number;

/** Throws dice whose every throw the seed decides. */
function diceOf(seed: number): Dice {
  let thrown = 0;
  return (limit) => (seededHash(seed, `throw ${thrown++}`) >>> 0) % limit;
}

/**
 * Draws a config: the sizes of a given one, each small and at random, other layers chosen where it lists some, and each choice
 * made again.
 *
 * @returns nothing when no sizes go together in a thousand throws.
 */
export function drawConfig(
  example: ModelConfig,
  plugin: Plugin,
  seed: number,
): ModelConfig | undefined {
  const dice = diceOf(seed);
  const keys = configKeys(plugin).filter(({ path }) => path[0] !== "model_type");
  const counts = countKeys(plugin);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    let config = example;
    for (const key of keys) {
      // At first everything is drawn; later ever fewer things, until the example itself is left.
      if (dice(ATTEMPTS) < attempt) continue;
      const drawn = draw(valueAt(example, key.path), key, counts.has(key.path.join(".")), dice);
      if (drawn !== undefined) config = withValueAt(config, key.path, drawn);
    }
    if (isPossible(config, plugin) && keepsEven(config, example, plugin)) return config;
  }
  return undefined;
}

function draw(given: unknown, { fallback }: ConfigKey, isCount: boolean, dice: Dice): unknown {
  const value = given ?? fallback;
  if (typeof value === "boolean") return dice(2) === 1;
  if (typeof value === "number" && Number.isInteger(value)) {
    if (isCount) return 1 + dice(value > MOST_LAYERS ? MOST_EXPERTS : MOST_LAYERS);
    return value % 2 === 0 ? 2 * (1 + dice(6)) : 1 + dice(9);
  }
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "number")
    ? Array.from({ length: dice(3) }, () => dice(MOST_LAYERS)).filter(isFirst)
    : Array.from({ length: MOST_LAYERS }, () => value[dice(value.length)]);
}

function isFirst<T>(item: T, i: number, items: readonly T[]): boolean {
  return items.indexOf(item) === i;
}

/** Whether a config goes with the plugin, and its model is small. */
function isPossible(config: ModelConfig, plugin: Plugin): boolean {
  try {
    let elements = 0;
    for (const { shape } of declaredTensors(bindModel(plugin, config))) {
      if (shape.some((size) => size < 1)) return false;
      elements += elementsOf(shape);
      if (elements > MOST_ELEMENTS) return false;
    }
    return elements > 0;
  } catch (error) {
    if (isTensorferryError(error, "Config", "Layout")) return false;
    throw error;
  }
}
