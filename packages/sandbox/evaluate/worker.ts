/**
 * The thread in which a plugin is evaluated.
 *
 * The program of the process starts it, with modules that it cannot get at otherwise, and watches what it takes.
 *
 * @module
 */
import type { PluginCode } from "../located_plugin.ts";
import { plainJson, TooMuchDataError } from "./plain_json.ts";
import { serveModules } from "./serve_modules.ts";

/** What the thread is given. */
export type Job = Pick<PluginCode, "entry" | "sources" | "imports" | "core"> & {
  /** The most characters of its answer. */
  readonly answer: number;
};

/** What the thread answers. */
export interface Answer {
  readonly kind: "data" | "answer" | "error";
  /** The data as JSON, or why there is none. */
  readonly text: string;
}

/** Longer reasons are the plugin's doing. */
const MAX_REASON = 2000;

async function evaluate({ entry, answer, ...served }: Job): Promise<Answer> {
  try {
    serveModules(served);
    const module = await import(entry);
    if (!("default" in module)) throw new TypeError("it has no default export");
    return { kind: "data", text: plainJson(module.default, answer) };
  } catch (error) {
    if (error instanceof TooMuchDataError) return { kind: "answer", text: "" };
    return { kind: "error", text: reasonOf(error) };
  }
}

/** What was thrown as text, whatever it was. */
function reasonOf(error: unknown): string {
  try {
    const text = error instanceof Error
      ? `${error.name}: ${error.message}`
      : `it threw ${String(error)}`;
    return text.slice(0, MAX_REASON);
  } catch {
    return "it threw something that is no error";
  }
}

addEventListener("message", async (event) => {
  const answer = await evaluate((event as MessageEvent<Job>).data);
  (globalThis as unknown as { postMessage(answer: Answer): void }).postMessage(answer);
}, { once: true });
