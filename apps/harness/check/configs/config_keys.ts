/**
 * What a plugin looks at in a config.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core";

/** One place in a config. */
export interface ConfigKey {
  /** Keys from the outside in. */
  readonly path: readonly string[];
  /** What stands in its place where it is absent, if that is plain. */
  readonly fallback?: boolean | number;
}

/** Every place of a config that the plugin's values look at. */
export function configKeys({ variables, tensors, layouts }: Plugin): ConfigKey[] {
  const keys = new Map<string, ConfigKey>();
  const visit = (data: unknown) => {
    if (typeof data !== "object" || data === null) return;
    if ("config" in data && Array.isArray(data.config)) {
      const fallback = "default" in data ? data.default : undefined;
      const plain = typeof fallback === "boolean" || typeof fallback === "number";
      for (const key of data.config) {
        keys.set(key, { path: key.split("."), ...(plain && { fallback }) });
      }
    }
    Object.values(data).forEach(visit);
  };
  visit([variables, tensors, layouts]);
  return [...keys.values()];
}

/** The places that say how many layers, experts and so on there are, as texts with dots. */
export function countKeys(plugin: Plugin): ReadonlySet<string> {
  return new Set(
    configKeys({ ...plugin, tensors: {}, layouts: {} }).map(({ path }) => path.join(".")),
  );
}

/** What stands at a place of a config. */
export function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    config,
  );
}

/** The config with something else at a place, or without it. */
export function withValueAt<T extends object>(
  config: T,
  [key, ...inner]: readonly string[],
  value: unknown,
): T {
  const { [key!]: old, ...others } = config as Record<string, unknown>;
  if (inner.length > 0) {
    const below = typeof old === "object" && old !== null ? old : {};
    return { ...config, [key!]: withValueAt(below, inner, value) };
  }
  // A key keeps its place among the others.
  return (value === undefined ? others : { ...config, [key!]: value }) as T;
}
