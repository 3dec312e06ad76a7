/**
 * The threads that work beside the first.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import { shareOf } from "../../plan/memory.ts";
import type { Plan } from "../../plan/plan.ts";
import { isCold, openReadAhead } from "../ahead/open_read_ahead.ts";
import { followers } from "../ahead/progress.ts";
import { tracksOf } from "../ahead/tracks.ts";
import { missingGrant } from "./missing_grant.ts";
import { openWorker, type Thread } from "./open_worker.ts";
import { isWorthAThread, threadCount } from "./thread_count.ts";

/** Workers, until they are closed. */
export interface Workers extends AsyncDisposable {
  /** Those that write. */
  readonly threads: readonly Thread[];
  /** What this thread is to read from: where a worker reads ahead, it is waited for. */
  readonly sources: readonly ByteSource[];
  /** Ends them, once they have left off. Closing them again does nothing. */
  close(): Promise<void>;
}

/** Who asks for workers. */
export interface Wish {
  /** How many threads are to write, this one among them; as many as help when absent. */
  readonly threads?: number | undefined;
  /** Told the flag of Deno without which no worker can start. */
  readonly onRefused: (flag: string) => void;
}

/** Starts as many workers as are asked for beside this thread, or as help. */
export function openWorkers(
  plan: Plan,
  sources: readonly ByteSource[],
  { threads, onRefused }: Wish,
): Workers {
  const { shards, memory } = plan;
  const wanted = threadCount({ shards, memory, sources }, threads);
  const mayReadAhead = threads !== 1 && isWorthAThread(shards) && isCold(sources);
  const tracks = mayReadAhead ? tracksOf(shards, sources) : [];
  const refused = wanted > 1 || tracks.length > 0 ? missingGrant() : undefined;
  if (refused !== undefined) onRefused(refused);
  const mayStart = refused === undefined;
  const ahead = tracks.length > 0 && mayStart ? openReadAhead(tracks) : undefined;
  const progress = ahead?.progress;
  const count = mayStart ? wanted : 1;
  const setup = {
    sources: sources.map(({ file }) => file!),
    buffers: shareOf(memory, count),
    ...(progress && { ahead: progress }),
  };
  const workers = Array.from({ length: count - 1 }, () => openWorker(setup));
  const close = async () => {
    ahead?.close();
    await Promise.all(workers.map((worker) => worker.close()));
  };
  return {
    threads: workers,
    sources: followers(sources, progress),
    close,
    [Symbol.asyncDispose]: close,
  };
}
