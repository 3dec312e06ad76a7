/**
 * The program of the process in which a plugin is evaluated.
 *
 * It has no right at all. What it needs comes through standard input, which is read to its end before the plugin runs. The plugin
 * runs in a worker, so that this thread can watch it while it spins; a worker that spins cannot be stopped, so the process ends.
 *
 * The program is given to Deno as a `data:` URL, for which reason it imports nothing.
 *
 * @module
 */
import type { Answer, Job } from "./worker.ts";

/** What the process is to do. */
export interface Assignment {
  /** Marks the answer, among whatever a plugin prints. */
  readonly mark: string;
  /** The program of the worker, as a `data:` URL. */
  readonly worker: string;
  readonly job: Job;
  /** After how long the process ends by itself, should nobody be left to end it. */
  readonly milliseconds: number;
  /** Bytes resident, of the whole process. */
  readonly memory: number;
}

/** How the process answers: in a line with the mark, the kind and the bytes that follow. */
export type Outcome = Answer["kind"] | "memory" | "milliseconds";

/** How often the memory is looked at. Memory is filled at 3 GB/s, so a plugin gets about 15 MB beyond. */
const WATCH_MILLISECONDS = 5;

const { mark, worker: workerUrl, job, milliseconds, memory }: Assignment = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);

function end(kind: Outcome, text: string): never {
  const content = new TextEncoder().encode(text);
  for (const part of [new TextEncoder().encode(`\n${mark} ${kind} ${content.length}\n`), content]) {
    for (let at = 0; at < part.length;) at += Deno.stdout.writeSync(part.subarray(at));
  }
  Deno.exit();
}

function watch(): void {
  if (Deno.memoryUsage().rss > memory) end("memory", "");
}

// Neither keeps the process alive: when the worker is gone, there is nothing to wait for.
Deno.unrefTimer(setInterval(watch, WATCH_MILLISECONDS));
Deno.unrefTimer(setTimeout(() => end("milliseconds", ""), milliseconds));

const worker = new Worker(workerUrl, { type: "module" });
worker.onmessage = ({ data }: MessageEvent<Answer>) => {
  watch();
  if (data?.kind === "data" || data?.kind === "answer") end(data.kind, `${data.text}`);
  end("error", `${data?.text}`);
};
worker.onerror = (event) => {
  event.preventDefault();
  end("error", event.message.slice(0, 2000));
};
worker.postMessage(job);
