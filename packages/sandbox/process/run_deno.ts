/**
 * Another process of the same Deno, within limits.
 *
 * @module
 */
import { devNull } from "node:os";
import { parse } from "node:path";
import process from "node:process";
import { residentBytes } from "./resident_bytes.ts";

/** How often the memory of a process is looked at. Deno reads a file at 3 GB/s, so it gets about 60 MB beyond. */
const WATCH_MILLISECONDS = 20;
/** What is kept of the messages of a process: enough for the reason, which comes first. */
const MAX_MESSAGE_BYTES = 16_384;

/**
 * What tells a system's loader what to load with a program. Deno starts none that would inherit one of them, unless everything may be
 * started; empty they say nothing, to Deno (2.9.6) as to the loader. Clusters and CUDA set the first.
 */
const LOADER_VARIABLES = [
  "LD_LIBRARY_PATH",
  "LD_PRELOAD",
  "LD_AUDIT",
  "DYLD_LIBRARY_PATH",
  "DYLD_FALLBACK_LIBRARY_PATH",
  "DYLD_FRAMEWORK_PATH",
  "DYLD_INSERT_LIBRARIES",
];

/** What a process may take, and is given. */
export interface RunOptions {
  /** Text for its standard input, which is empty when absent. */
  readonly input?: string;
  /** Whether it is to know nothing of this process and its user: no environment, no folder, not even the cache of Deno. */
  readonly bare?: boolean;
  /** Where it stands; where this process does when absent. */
  readonly cwd?: string;
  /** Until it has ended. */
  readonly milliseconds: number;
  /** Bytes of its output. */
  readonly output: number;
  /** Bytes resident; needs all rights, and goes unwatched when absent. */
  readonly memory?: number;
}

/** The limits that a process is stopped at. */
export type RunLimit = "milliseconds" | "output" | "memory";

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  /** Up to the limit. */
  readonly output: Uint8Array<ArrayBuffer>;
  /** What it wrote to standard error, up to 16 KiB. */
  readonly message: string;
  /** The limit that it went beyond, for which it was killed. */
  readonly stopped?: RunLimit;
}

/**
 * Why no process can be started, and nothing where it can.
 *
 * `--allow-run=deno` grants the Deno on the PATH, by that name; the one that runs has another path where the former is a link.
 */
function denoCommand(): string {
  const { execPath, permissions } = globalThis.Deno ?? {};
  if (globalThis.Deno?.Command === undefined || execPath === undefined) {
    throw new CannotRunError(
      "this runtime cannot start a process without rights. Use Deno, which can",
    );
  }
  const own = execPath();
  for (const command of [own, "deno"]) {
    if (permissions!.querySync({ name: "run", command }).state === "granted") return command;
  }
  throw new CannotRunError(
    `a process cannot be started without --allow-run=${own}. Grant that`,
  );
}

function environment(bare: boolean): Record<string, string> {
  const own = { NO_COLOR: "1" };
  if (bare) return { ...own, DENO_DIR: `${devNull}/none` };
  if (Deno.permissions.querySync({ name: "run" }).state === "granted") return own;
  return { ...own, ...Object.fromEntries(LOADER_VARIABLES.map((name) => [name, ""])) };
}

/** Starts a process. @throws CannotRunError when Deno does not. */
function start(options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(denoCommand(), options).spawn();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    const [, variable] = /\b((?:LD|DYLD)_\w+)/.exec(cause.message) ?? [];
    if (variable === undefined) throw cause;
    throw new CannotRunError(
      `Deno starts none while the environment has ${variable}. Unset it`,
      { cause },
    );
  }
}

/** No process can be started: why, and what would help. */
export class CannotRunError extends Error {}

/**
 * Runs Deno with `args` until it ends, or goes beyond a limit and is killed.
 *
 * @throws CannotRunError when this process cannot start others.
 */
export async function runDeno(args: readonly string[], options: RunOptions): Promise<Ended> {
  const { input, bare = false, cwd, milliseconds, output, memory } = options;
  const child = start({
    args: [...args],
    ...((bare || cwd !== undefined) && { cwd: cwd ?? parse(Deno.execPath()).root }),
    clearEnv: bare,
    env: environment(bare),
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  });
  let stopped: RunLimit | undefined;
  const stop = (limit: RunLimit) => {
    if (stopped !== undefined) return;
    stopped = limit;
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself in the meantime.
    }
  };
  const deadline = setTimeout(() => stop("milliseconds"), milliseconds);
  const watch = memory === undefined ? undefined : setInterval(async () => {
    if (await residentBytes(child.pid) > memory) stop("memory");
  }, WATCH_MILLISECONDS);
  const killOnExit = () => stop("milliseconds");
  process.once("exit", killOnExit);
  try {
    const [read, message, , { code, signal }] = await Promise.all([
      readUpTo(child.stdout, output, () => stop("output")),
      readUpTo(child.stderr, MAX_MESSAGE_BYTES, () => {}),
      input === undefined ? undefined : write(child.stdin, input),
      child.status,
    ]);
    return {
      code,
      signal,
      output: read,
      message: new TextDecoder().decode(message),
      ...(stopped !== undefined && { stopped }),
    };
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    process.off("exit", killOnExit);
  }
}

/** Reads to the end, and keeps the first `limit` bytes. */
async function readUpTo(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
  beyond: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const kept = chunk.subarray(0, limit - length);
    if (kept.length > 0) chunks.push(kept);
    length += kept.length;
    if (kept.length < chunk.length) beyond();
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function write(stream: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // It ended without reading, which how it ended tells.
  }
}
