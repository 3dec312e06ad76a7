/**
 * Plugins of others: found, evaluated in a process without rights, and taken as data.
 *
 * @module
 */
export { evaluatePlugin } from "./evaluate_plugin.ts";
export { importPlugin, type NamedPlugin } from "./import_plugin.ts";
export { SANDBOX_LIMITS, SandboxError, type SandboxLimits } from "./limits.ts";
export { locatePlugin } from "./locate_plugin.ts";
export type { LocatedPlugin, ModuleSource, PluginCode, PluginModule } from "./located_plugin.ts";
