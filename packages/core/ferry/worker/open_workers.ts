/**
 * The threads that write beside the first.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import { shareOf } from "../../plan/memory.ts";
import type { Plan } from "../../plan/plan.ts";
import { openWorker, type Thread } from "./open_worker.ts";
import { threadCount } from "./thread_count.ts";
import { missingGrant } from "./missing_grant.ts";

/** Workers, until they are closed. */
export interface Workers extends AsyncDisposable {
  readonly threads: readonly Thread[];
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
  { shards, memory }: Plan,
  sources: readonly ByteSource[],
  { threads, onRefused }: Wish,
): Workers {
  const wanted = threadCount({ shards, memory, sources }, threads);
  const refused = wanted > 1 ? missingGrant() : undefined;
  if (refused !== undefined) onRefused(refused);
  const count = refused === undefined ? wanted : 1;
  const buffers = shareOf(memory, count);
  const workers = Array.from(
    { length: count - 1 },
    () => openWorker({ sources: sources.map(({ file }) => file!), buffers }),
  );
  const close = async () => void await Promise.all(workers.map((worker) => worker.close()));
  return { threads: workers, close, [Symbol.asyncDispose]: close };
}
