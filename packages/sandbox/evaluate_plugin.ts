/**
 * Plugins of others, evaluated without rights.
 *
 * @module
 */
import { type Plugin, PluginError } from "@tensorferry/core";
import { readPlugin } from "@tensorferry/core/plugin";
import type { Assignment, Outcome } from "./evaluate/program.ts";
import { SANDBOX_LIMITS, SandboxError, type SandboxLimits } from "./limits.ts";
import type { LocatedPlugin } from "./located_plugin.ts";
import { parseData } from "./parse_data.ts";
import { type Ended, runDeno } from "./process/run_deno.ts";
import { startedFor } from "./process/started_for.ts";

/** No right, no way to ask for one, no configuration, nothing from a network or a cache. */
const WITHOUT_RIGHTS = [
  "--quiet",
  "--no-prompt",
  "--no-config",
  "--no-lock",
  "--no-remote",
  "--no-npm",
  "--cached-only",
  "--no-code-cache",
];
/** A plugin may print to standard output, in front of its data. */
const MAX_PRINTED = 2 ** 20;
/** For the process to end itself first when its time is over, and to say so. */
const GRACE_MILLISECONDS = 500;

/**
 * Evaluates a plugin in a process that may do nothing: no reading, writing, network, environment, programs, libraries or input,
 * within limits of time and memory. Only its data comes back, as JSON, and is checked like that of a built-in plugin.
 *
 * What is evaluated is what was located, also when its files have changed since.
 *
 * @param limits Others than {@link SANDBOX_LIMITS}.
 * @throws SandboxError when it goes beyond a limit.
 * @throws PluginError when it fails, asks for a right, gives what is no data or no plugin, or no process can be started.
 *
 * @example
 * ```ts
 * import { evaluatePlugin, locatePlugin } from "@tensorferry/sandbox";
 * import assert from "node:assert/strict";
 *
 * const path = await Deno.makeTempFile({ suffix: ".ts" });
 * await Deno.writeTextFile(path, `export default Deno.env.toObject();`);
 * const located = await locatePlugin(path);
 * assert.equal(located.modules.length, 1);
 * await assert.rejects(evaluatePlugin(located), /Requires env access/);
 * await Deno.remove(path);
 * ```
 */
export async function evaluatePlugin(
  { specifier, code }: LocatedPlugin,
  limits: Partial<SandboxLimits> = {},
): Promise<Plugin> {
  const { milliseconds, memory, answer } = { ...SANDBOX_LIMITS, ...limits };
  const { program, worker, ...served } = code;
  const mark = crypto.randomUUID();
  const job = { ...served, answer };
  const assignment: Assignment = { mark, worker, job, milliseconds, memory };
  // No heap ends before the memory does, of which it is a part, so that it is the latter that is named.
  const heap = `--v8-flags=--max-old-space-size=${Math.ceil(memory / 2 ** 20)}`;
  const ended = await startedFor(
    specifier,
    () =>
      runDeno(["run", ...WITHOUT_RIGHTS, heap, program], {
        input: JSON.stringify(assignment),
        bare: true,
        milliseconds: milliseconds + GRACE_MILLISECONDS,
        output: answer + MAX_PRINTED,
      }),
  );
  const { outcome, text } = outcomeOf(ended, mark);
  switch (outcome) {
    case "data":
      return readPlugin(parseData(text, specifier), specifier);
    case "error":
      throw new PluginError(specifier, text + hintFor(text));
    case "none":
      throw new PluginError(
        specifier,
        `its process ended with ${ended.signal ?? ended.code} before it gave its data. ` +
          ended.message.slice(0, 500).split("\n", 1)[0],
      );
    default:
      throw new SandboxError(specifier, outcome, { milliseconds, memory, answer }[outcome]);
  }
}

function outcomeOf(
  { output, stopped, signal }: Ended,
  mark: string,
): { readonly outcome: Outcome | "none"; readonly text: string } {
  if (stopped !== undefined) {
    return { outcome: stopped === "output" ? "answer" : stopped, text: "" };
  }
  const printed = new TextDecoder("latin1").decode(output);
  const header = new RegExp(`\n${mark} (data|answer|memory|milliseconds|error) (\\d+)\n`)
    .exec(printed);
  if (header === null) {
    // V8 ends the process where the heap does, before anything can be said.
    const aborted = signal === "SIGTRAP" || signal === "SIGABRT" || signal === "SIGILL";
    return { outcome: aborted ? "memory" : "none", text: "" };
  }
  const start = header.index + header[0].length;
  const content = output.subarray(start, start + Number(header[2]));
  if (content.length < Number(header[2])) return { outcome: "none", text: "" };
  return { outcome: header[1] as Outcome, text: new TextDecoder().decode(content) };
}

/** What to do when a plugin wanted more than it may have. */
function hintFor(reason: string): string {
  if (
    /^NotCapable|Requires \w+ access|--no-remote is specified|--no-npm is specified/.test(reason)
  ) {
    return `. A plugin is evaluated without rights, from the modules that it imports by name. ` +
      `If you trust its author with all rights of this process, give --trust`;
  }
  return "";
}
