/**
 * The programs that are measured, and those they are measured against.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "./measure/timed.ts";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** The reference environment that `deno task test:oracle` makes. */
const PYTHON = join(ROOT, ".oracle", "bin", "python");

/** What a second thread runs. */
const WORKER = "packages/core/ferry/worker/worker.ts";

/** Whether Python can be run with the reference implementations. */
export function hasPython(): boolean {
  try {
    return Deno.statSync(PYTHON).isFile;
  } catch {
    return false;
  }
}

/** A program of the harness, with any rights: it is not measured. */
export function harness(...args: string[]): Command {
  return [Deno.execPath(), "run", "--allow-all", join(ROOT, "apps/harness/main.ts"), ...args];
}

/** Tensorferry's command, as the task of the root deno.json runs it. */
export function tensorferry(...args: string[]): Command {
  const { flags, entry } = commandOfTask();
  return [Deno.execPath(), "run", ...flags, join(ROOT, entry), ...args];
}

/** A conversion with the plugin that transposes, under the same flags. */
export function transposing(...args: string[]): Command {
  const entry = join(ROOT, "tools/bench/transposed/main.ts");
  return [Deno.execPath(), "run", ...commandOfTask().flags, entry, ...args];
}

/** Paths of the modules that the two begin with, on every thread. */
export function entries(): readonly string[] {
  return [commandOfTask().entry, "tools/bench/transposed/main.ts", WORKER]
    .map((entry) => join(ROOT, entry));
}

/** What loads every module of a conversion, and writes nothing. A program is loaded so before it is measured with a warm cache. */
export function rehearsal(): Command {
  const source = join(ROOT, "tests/fixtures/qwen3-moe/hf");
  return tensorferry("convert", source, join(ROOT, "nowhere"), "--dry-run");
}

/** The same for what is copied and compared with. */
export function rehearsalOfCopies(): Command {
  return ["bash", "-c", "cp --version && cmp --version && sync --version"];
}

/** The same for the programs of `peers/`. */
export function rehearsalOfPeers(): Command {
  const modules = [
    "safetensors.torch",
    "torch.distributed.checkpoint",
    "transformers.models.qwen3_moe.modeling_qwen3_moe",
  ];
  return [PYTHON, "-c", `import ${modules.join(", ")}`];
}

/** A program of `peers/`. */
export function peer(script: string, ...args: string[]): Command {
  return [PYTHON, join(ROOT, "tools/bench/peers", script), ...args];
}

/** Tensors copied by two threads that do nothing else, from one folder into a new one. */
export function bareCopy(from: string, to: string): Command {
  const flags = ["--no-prompt", "--allow-read", "--allow-write"];
  return [Deno.execPath(), "run", ...flags, join(ROOT, "tools/bench/bare/copy.ts"), from, to];
}

/** `cp -r`; synced, until every file that it made is on the disk. */
export function copy(from: string, to: string, synced: boolean): Command {
  if (!synced) return ["cp", "-r", from, to];
  return ["bash", "-c", 'cp -r "$0" "$1" && sync "$1"/* "$1"', from, to];
}

/** `cmp` of each file of one folder with that of the same name in another. */
export function compare(a: string, b: string): Command {
  const script = 'cd "$0" && for file in *; do cmp "$file" "$1/$file" || exit 1; done';
  return ["bash", "-c", script, a, b];
}

/** How the root deno.json lets Deno run the command. */
interface TaskCommand {
  readonly flags: readonly string[];
  /** Path from the root. */
  readonly entry: string;
}

function commandOfTask(): TaskCommand {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  return readTaskCommand(tasks.tensorferry.command);
}

/**
 * Reads what a task runs: `… deno run FLAGS "$ROOT/ENTRY"`.
 *
 * @throws Error when it is written in another way.
 */
export function readTaskCommand(task: string): TaskCommand {
  const { flags, entry } = /\bdeno run (?<flags>(?:-\S+ +)*)"\$ROOT\/(?<entry>[^"]+)"$/
    .exec(task)?.groups ?? {};
  if (flags === undefined || entry === undefined) {
    throw new Error(`Cannot tell what the task tensorferry runs: ${task}`);
  }
  return { flags: flags.split(" ").filter(Boolean), entry };
}
