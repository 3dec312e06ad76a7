/**
 * One rank of a program that loads its parts of a checkpoint, and keeps them: prints what it read and has, as JSON.
 *
 * Arguments: the folder, and {@link Job} as JSON. Linux only, for the count of the system.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { crc32 } from "node:zlib";
import {
  type ByteSource,
  iterConvert,
  iterParts,
  openCheckpoint,
  type Placement,
  planConversion,
  type RankTensor,
} from "@tensorferry/core";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors } from "@tensorferry/safetensors";

/** What the rank is to do. */
export interface Job {
  readonly rank: number;
  readonly worldSize: number;
  readonly placement: Placement;
  /** The layout to load; that of the files when absent. */
  readonly to?: string;
}

/** What it says. Bytes. */
export interface Loaded {
  /** Read of the sources for tensors, as the sources were asked. */
  readonly counted: number;
  /** Read by the process from opening on, headers included, as the system counts. */
  readonly read: number;
  /** Of the tensors that it keeps. */
  readonly kept: number;
  /** The most that was ever resident. */
  readonly peak: number;
  /** By name: the shape, and the CRC-32 of the bytes where they were read. */
  readonly tensors: Readonly<Record<string, { shape: readonly number[]; crc32?: number }>>;
}

if (import.meta.main) {
  const [folder, job] = Deno.args;
  console.log(JSON.stringify(await load(folder!, JSON.parse(job!))));
}

async function load(folder: string, { to, ...options }: Job): Promise<Loaded> {
  let counted = 0;
  /** Counts at the source, whose other ways to be read are left out. */
  const counting = ({ name, byteLength, read }: ByteSource): ByteSource => ({
    name,
    byteLength,
    read(position, into) {
      counted += into.byteLength;
      return read(position, into);
    },
  });
  const containers = [safetensors];
  const before = systemCount();
  const keep = new Map<string, Uint8Array>();
  const tensors: Record<string, { shape: readonly number[]; crc32?: number }> = {};
  async function take(parts: AsyncIterable<[string, RankTensor]>): Promise<void> {
    for await (const [name, tensor] of parts) {
      if (!tensor.isInitialised) keep.set(name, await tensor.bytes());
      const bytes = keep.get(name);
      tensors[name] = { shape: tensor.shape, ...(bytes && { crc32: crc32(bytes) }) };
    }
  }
  if (to === undefined) {
    const checkpoint = await openCheckpoint(folder, { containers, ...options });
    await take(iterParts({ ...checkpoint, sources: checkpoint.sources.map(counting) }));
    checkpoint.close();
  } else {
    const checkpoint = await openCheckpoint(folder, { containers });
    const plan = planConversion(checkpoint, { plugins: [qwenMoe], to });
    const sources = checkpoint.sources.map(counting);
    await take(iterConvert(plan, { sources }, options));
    checkpoint.close();
  }
  const read = systemCount() - before;
  const kept = [...keep.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { counted, read, kept, peak: peakResident(), tensors };
}

function systemCount(): number {
  return numberIn("/proc/self/io", /^rchar: (\d+)$/m);
}

function peakResident(): number {
  return numberIn("/proc/self/status", /^VmHWM:\s+(\d+) kB$/m) * 1024;
}

function numberIn(file: string, line: RegExp): number {
  return Number(line.exec(Deno.readTextFileSync(file))![1]);
}
