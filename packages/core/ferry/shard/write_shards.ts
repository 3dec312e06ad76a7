/**
 * The files of tensors, written by as many threads as there are.
 *
 * @module
 */
import type { Crc32 } from "../../checksum/crc32.ts";
import type { FileSums } from "../../checksum/file_sums.ts";
import type { ContainerWriter } from "../../io/container.ts";
import type { PlannedShard } from "../../plan/plan.ts";
import type { Hold } from "../../tensor/wasm/kernels.ts";
import type { Meter } from "../meter.ts";
import type { Thread } from "../worker/open_worker.ts";
import type { Workers } from "../worker/open_workers.ts";
import { pour } from "./pour.ts";
import { writeShard } from "./write_shard.ts";

/** Files to be written, and how. */
export interface Shards {
  readonly shards: readonly PlannedShard[];
  /** The memory of this thread. */
  readonly hold: Hold<"make">;
  readonly writer: ContainerWriter;
  readonly sync: boolean;
  readonly crc32: Crc32;
  /** The threads that work beside this one. */
  readonly workers: Workers;
  pathOf(file: string): string;
  /** Counts for one thread; all stop when it throws. */
  readonly meter: Meter<{ readonly tensor: string; readonly file: string }>;
  finished(file: string, sums: FileSums): void;
}

/** Writes every shard, each from its beginning to its end by one thread. When it is done or throws, no worker writes any more. */
export async function writeShards(work: Shards): Promise<void> {
  const left = work.shards.values();
  const failures: unknown[] = [];
  const { threads } = work.workers;

  async function writeWith({ pour }: Pick<Thread, "pour">): Promise<void> {
    try {
      for (const shard of left) {
        const sums = await writeShard(shard, work.pathOf(shard.file), {
          ...work,
          pour: (load) => pour(load, meterOf(shard.file)),
        });
        if (failures.length > 0) return;
        work.finished(shard.file, sums);
      }
    } catch (error) {
      failures.push(error);
    }
  }

  /**
   * The meter, with the file known, and the end of all when one thread has failed. A worker that has nothing left to do is heard at once:
   * it might wait 140 ms otherwise (Deno 2.9.6).
   */
  function meterOf(file: string): Meter<string> {
    return {
      advance(bytes, tensor) {
        const isDue = work.meter.advance(bytes, { tensor, file });
        return isDue || threads.some((thread) => thread.hasEnded());
      },
      async turn() {
        for (const thread of threads) if (thread.hasEnded()) await thread.heard();
        await work.meter.turn();
        if (failures.length > 0) throw failures[0];
      },
    };
  }

  await Promise.all([...threads, thisThread(work)].map(writeWith));
  await work.workers.close();
  if (failures.length > 0) throw failures[0];
}

/** What runs here. */
function thisThread({ hold, crc32, workers }: Shards): Pick<Thread, "pour"> {
  const [tiles, ...buffers] = hold("make");
  const alone = workers.threads.length === 0;
  const { sources } = workers;
  const vessel = { sources, crc32, buffers, scratch: { bytes: tiles! }, alone };
  return { pour: (load, meter) => pour(load, vessel, meter) };
}
