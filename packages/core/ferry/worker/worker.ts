/**
 * What runs on another thread: it writes the tensors of files, one file at a time.
 *
 * The first message brings the port that all others go through, and what to work with.
 *
 * @module
 */
import { loadCrc32 } from "../../checksum/crc32.ts";
import { filePool } from "../../io/file_source.ts";
import { allocateBuffers } from "../../tensor/wasm/kernels.ts";
import { followers } from "../ahead/progress.ts";
import { openMeter } from "../meter.ts";
import { type FileLoad, pour, type Vessel } from "../shard/pour.ts";
import { failureOf } from "./failure.ts";
import type { Order, Report, WorkerSetup } from "./messages.ts";

/** Milliseconds between two reports: more of them would wait in a line, with the last one behind. */
const REPORT = 50;

addEventListener("message", (event) => {
  const { data, ports: [port] } = event as MessageEvent<WorkerSetup>;
  serve(port!, data);
}, { once: true });

function serve(port: MessagePort, { sources, ahead, buffers, bell }: WorkerSetup): void {
  const files = filePool();
  const [scratch, output] = allocateBuffers([buffers.scratch, buffers.output]);
  const vessel: Omit<Vessel, "crc32"> = {
    sources: followers(sources.map(files.openFound), ahead),
    buffers: [output!],
    scratch: { bytes: scratch! },
    alone: false,
  };
  const loading = loadCrc32();
  const stop = new AbortController();
  const rung = new Int32Array(bell);

  async function carryOut(load: FileLoad): Promise<Report> {
    let told = 0;
    const meter = openMeter<string>({
      total: Infinity,
      signal: stop.signal,
      turnEvery: REPORT,
      report(tensor, done) {
        tell({ kind: "passed", tensor, bytes: done - told });
        told = done;
      },
    });
    try {
      const sums = await pour(load, { ...vessel, crc32: await loading }, meter);
      await meter.turn();
      return { kind: "poured", sums };
    } catch (error) {
      return { kind: "failed", failure: failureOf(error) };
    }
  }

  function tell(report: Report): void {
    port.postMessage(report);
  }

  port.onmessage = async ({ data: order }: MessageEvent<Order>) => {
    if (order.kind === "stop") return stop.abort();
    const report = await carryOut(order.load);
    Atomics.store(rung, 0, 1);
    tell(report);
  };
}
