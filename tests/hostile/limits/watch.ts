/**
 * Runs the `tensorferry` command under limits that are kept from outside of it: this program looks at the memory and the time of
 * that process, and kills it where it goes beyond. It is a program because that asks for rights that tests do not have.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { truncateSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What is run, and how far it may go. Given as JSON, the only argument. */
export interface Watched {
  readonly args: readonly string[];
  /** What Deno lets it read and write. */
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Bytes that may ever be resident. */
  readonly mostBytes: number;
  readonly mostMilliseconds: number;
  /** Fifos to be made first. */
  readonly fifos: readonly string[];
  /** A file to be cut to so many bytes once the command has said anything. */
  readonly cut?: { readonly path: string; readonly byteLength: number };
}

/** What became of it, as JSON on stdout. */
export interface Seen {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The limit for which it was killed. */
  readonly killed?: string;
  readonly peakBytes: number;
  readonly milliseconds: number;
}

const MAIN = fileURLToPath(new URL("../../../apps/cli/main.ts", import.meta.url));

/** Milliseconds between two looks. VmHWM only grows, so that one near the end sees nearly all. */
const INTERVAL = 5;

async function watch(watched: Watched): Promise<Seen> {
  const { args, read, write, mostBytes, mostMilliseconds, fifos, cut } = watched;
  for (const fifo of fifos) {
    const { success } = await new Deno.Command("mkfifo", { args: [fifo] }).output();
    if (!success) throw new Error(`Cannot make ${fifo}`);
  }
  const grants = [`--allow-read=${read}`, ...write.length > 0 ? [`--allow-write=${write}`] : []];
  const start = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...grants, MAIN, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let peakBytes = 0;
  let killed: string | undefined;
  const look = () => {
    peakBytes = Math.max(peakBytes, highWater(child.pid));
    if (peakBytes > mostBytes) killed = `it had ${peakBytes} bytes`;
    if (performance.now() - start > mostMilliseconds) killed = `it took ${mostMilliseconds} ms`;
    if (killed === undefined) return;
    clearInterval(timer);
    kill(child);
  };
  const timer = setInterval(look, INTERVAL);
  const cutOnce = () => cut !== undefined && truncateSync(cut.path, cut.byteLength);
  const [stdout, stderr, { code }] = await Promise.all([
    textOf(child.stdout, () => {}),
    textOf(child.stderr, cutOnce),
    child.status,
  ]);
  clearInterval(timer);
  const milliseconds = Math.round(performance.now() - start);
  const seen = { code, stdout, stderr, peakBytes, milliseconds };
  return killed === undefined ? seen : { ...seen, killed };
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It may have ended since the look.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** The most memory that a process ever had resident; 0 where it is gone. */
function highWater(pid: number): number {
  try {
    const [, kibibytes = "0"] =
      /^VmHWM:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0; // Between its end and ours; its memory was looked at before.
  }
}

async function textOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onFirst: () => void,
): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
    if (text === "") onFirst();
    text += piece;
  }
  return text;
}

if (import.meta.main) console.log(JSON.stringify(await watch(JSON.parse(Deno.args[0]!))));
