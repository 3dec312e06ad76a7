/**
 * Data from a process that is not trusted.
 *
 * @module
 */
import { PluginError } from "@tensorferry/core";

/** As deep as the data of a plugin may nest; see `packages/core/plugin/schema.ts`. */
const MAX_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON that a plugin may have written itself.
 *
 * Each bracket of `[[[…` would become an array of 40 bytes, so the depth is looked at before anything is made of it.
 *
 * @throws PluginError when it is no JSON, or nests too deep.
 */
export function parseData(text: string, plugin: string): unknown {
  if (depthOf(text) > MAX_DEPTH) {
    throw new PluginError(plugin, `its data nests deeper than ${MAX_DEPTH}`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PluginError(plugin, "what it gave is no JSON", { cause });
  }
}

/** The most brackets that are open at a time, outside of texts. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}
