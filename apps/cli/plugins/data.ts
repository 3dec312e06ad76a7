/**
 * A plugin's data as text, which is what is installed.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core/plugin";
import { createHash } from "node:crypto";

/** The data as JSON: the same for the same plugin, wherever it was evaluated. */
export function textOf(plugin: Plugin): string {
  return `${JSON.stringify(plugin, null, 1)}\n`;
}

/** A hash as subresource integrity has it: `sha256-` and base64. */
export function integrityOf(content: string | Uint8Array): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}
