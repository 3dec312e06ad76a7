/**
 * A second thread, seen from the first.
 *
 * @module
 */
import { WorkerError } from "../../errors.ts";
import type { Meter } from "../meter.ts";
import type { FileLoad } from "../shard/pour.ts";
import { errorOf } from "./failure.ts";
import type { Order, Report, WorkerSetup } from "./messages.ts";

/** A thread that writes the tensors of files, one file at a time. */
export interface Thread {
  /**
   * Writes tensors into their file. The CRC-32 of the bytes of each, in their order.
   *
   * @throws WorkerError when the thread itself has failed, now or before.
   */
  pour(load: FileLoad, meter: Meter<string>): Promise<Uint32Array>;
  /** Whether it has ended a load, and waits for this thread to hear of it. */
  hasEnded(): boolean;
  /** Waits until it has been heard how the load ended. */
  heard(): Promise<void>;
  /** Ends the thread, once it has left off: nothing is written afterwards. */
  close(): Promise<void>;
}

const MODULE = new URL("./worker.ts", import.meta.url);

/** What a load has come to, and who waits for it. */
interface Job extends PromiseWithResolvers<Uint32Array> {
  readonly meter: Meter<string>;
}

/** Starts a worker. It reads the module of this package that it runs, for which the program needs the permission. */
export function openWorker(setup: Omit<WorkerSetup, "bell">): Thread {
  const worker = new Worker(MODULE, { type: "module" });
  const bell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const rung = new Int32Array(bell);
  const { port1: port, port2: theirs } = new MessageChannel();
  let job: Job | undefined;
  /** Why the thread does nothing any more. */
  let broken: WorkerError | undefined;
  /** Resolves when the worker has ended what it was told to do. */
  let idle = Promise.withResolvers<void>();
  idle.resolve();
  /** Resolves when no turn of a meter is under way. */
  let turned = Promise.resolve();

  function end(settle: (job: Job) => void): void {
    if (job !== undefined) settle(job);
    job = undefined;
    Atomics.store(rung, 0, 0);
    idle.resolve();
  }

  function hear(report: Report): void {
    // What was on its way when the thread failed.
    if (job === undefined) return;
    switch (report.kind) {
      case "passed":
        // Whoever waits for the load hears that it is to stop; the worker is told when it is closed.
        if (job.meter.advance(report.bytes, report.tensor)) {
          const turn = job.meter.turn().catch(job.reject);
          turned = turned.then(() => turn);
        }
        break;
      case "poured":
        end(({ resolve }) => resolve(report.sums));
        break;
      case "failed":
        end(({ reject }) => reject(errorOf(report.failure)));
    }
  }

  function order(message: Order): void {
    port.postMessage(message);
  }

  port.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
  worker.onerror = (event) => {
    event.preventDefault();
    const failure = new WorkerError(event.message);
    broken = failure;
    end(({ reject }) => reject(failure));
  };
  const complete: WorkerSetup = { ...setup, bell };
  worker.postMessage(complete, [theirs]);

  return {
    pour(load, meter) {
      if (broken !== undefined) return Promise.reject(broken);
      // First, as closing waits for what is under way, and what cannot be sent never is.
      order({ kind: "pour", load });
      job = { ...Promise.withResolvers<Uint32Array>(), meter };
      idle = Promise.withResolvers();
      return job.promise;
    },
    hasEnded: () => Atomics.load(rung, 0) === 1,
    heard: () => idle.promise,
    async close() {
      order({ kind: "stop" });
      await idle.promise;
      await turned;
      port.close();
      worker.terminate();
    },
  };
}
