/**
 * What has to stay even when sizes are drawn or made smaller.
 *
 * @module
 */
import { isTensorferryError, type ModelConfig, type Plugin } from "@tensorferry/core";
import { evaluate, type Value } from "@tensorferry/core/plugin";
import { configKeys, countKeys, valueAt } from "./config_keys.ts";

/**
 * Whether all that is even in one config is even in another like it: its sizes, and the quotients that the plugin works out.
 * Half of a head is a thing in many architectures, and a head is often a quotient. How many layers or experts there are is free.
 */
export function keepsEven(config: ModelConfig, like: ModelConfig, plugin: Plugin): boolean {
  const counts = countKeys(plugin);
  const sizes = configKeys(plugin).filter(({ path }) => !counts.has(path.join(".")));
  return sizes.every(({ path }) => staysEven(valueAt(like, path), valueAt(config, path))) &&
    quotients(plugin).every((value) => staysEven(tryOut(value, like), tryOut(value, config)));
}

function staysEven(before: unknown, after: unknown): boolean {
  return typeof before !== "number" || typeof after !== "number" || before % 2 !== 0 ||
    after % 2 === 0;
}

/** Every division among the plugin's values. */
function quotients({ variables, tensors, layouts }: Plugin): Value[] {
  const found: Value[] = [];
  const visit = (data: unknown) => {
    if (typeof data !== "object" || data === null) return;
    if ("op" in data && data.op === "div") found.push(data as Value);
    Object.values(data).forEach(visit);
  };
  visit([variables, tensors, layouts]);
  return found;
}

/** What a value works out to, where the config alone decides it. */
function tryOut(value: Value, config: ModelConfig): unknown {
  try {
    return evaluate(value, { config });
  } catch (error) {
    if (isTensorferryError(error, "Config")) return undefined;
    throw error;
  }
}
