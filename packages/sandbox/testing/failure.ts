/**
 * Plugins that do their worst.
 *
 * @module
 */
import assert from "node:assert/strict";
import { isTensorferryError, type TensorferryError } from "@tensorferry/core";
import type { SandboxLimits } from "../limits.ts";
import { evaluateModule } from "./evaluate_module.ts";

/** What the host may take while a plugin does its worst: its data at the limit, parsed and copied, is 150 MB. */
const MAX_GROWTH = 250 * 2 ** 20;

/** Evaluates a module, and gives the error after it was seen that the host did not grow. */
export async function failure(
  text: string,
  limits: Partial<SandboxLimits>,
): Promise<TensorferryError> {
  const before = Deno.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => most = Math.max(most, Deno.memoryUsage().rss), 5);
  try {
    await evaluateModule(text, limits);
  } catch (error) {
    assert(isTensorferryError(error), `${error}`);
    const growth = Math.max(most, Deno.memoryUsage().rss) - before;
    assert(growth < MAX_GROWTH, `the host grew by ${growth} bytes`);
    return error;
  } finally {
    clearInterval(watch);
  }
  assert.fail("it was taken");
}
