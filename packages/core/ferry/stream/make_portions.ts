/**
 * Tensors made part by part, in the order of a schedule.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { ByteSource } from "../../io/byte_source.ts";
import { openTensor } from "../../tensor/open_tensor.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import type { Scratch } from "../../tensor/scratch.ts";
import { readFor } from "../with_tensor.ts";
import type { Job, JobPortion } from "../../tier/one_pass/schedule.ts";

/** Where the bytes of a tensor begin. */
export interface Place {
  /** The number of the file, where there are several. */
  readonly file: number;
  /** In bytes. */
  readonly position: number;
}

/** What making portions takes. */
export interface PortionWork {
  readonly sources: readonly ByteSource[];
  readonly jobs: readonly Job[];
  /** The tensor that each job makes or compares. */
  readonly names: readonly string[];
  /** Where the tensor of each job that makes one goes. */
  readonly places: readonly Place[];
  /** Where output is put together: while one is written, the next is filled. */
  readonly buffers: readonly [Uint8Array, Uint8Array];
  readonly scratch: Scratch;
  /** Where the two tensors of a job that compares are read to. */
  readonly compared: readonly [Uint8Array, Uint8Array];
  /** Takes bytes that lie together, which stay as they are until it is done, and the first tensor in them. One call at a time. */
  write(place: Place, bytes: Uint8Array, tensor: string): void | Promise<void>;
  /** Called after each piece with its bytes. May wait. */
  advance(bytes: number, job: number): void | Promise<void>;
  /** Called after each portion, with its number. */
  made(portion: number): void;
  /** Called when a job that compares has found two bytes that differ; throws. */
  differ(job: number): never;
  /** Called when all is made, before the last of it is written. */
  beforeLast(): void | Promise<void>;
}

/** Makes portions in their order. What lies together is written together, as far as the buffer goes. */
export async function makePortions(
  portions: readonly JobPortion[],
  work: PortionWork,
): Promise<void> {
  const openedFor = tensorsOpened(portions, work);
  const outlet = openOutlet(work);
  try {
    for (const [number, portion] of portions.entries()) {
      const { job, from, to } = portion;
      const [tensor, second] = openedFor(number, job);
      if (second !== undefined) {
        await compare(portion, tensor, second, work);
        work.made(number);
        continue;
      }
      const { file, position: start } = work.places[job]!;
      const name = work.names[job]!;
      for (let position = from; position < to;) {
        const bytes = await outlet.roomAt({ file, position: start + position }, name);
        const piece = bytes.subarray(0, to - position);
        const reading = readFor(name, tensor, position, piece);
        if (reading !== undefined) await reading;
        outlet.fill(piece.length);
        position += piece.length;
        const pending = work.advance(piece.length, job);
        if (pending !== undefined) await pending;
      }
      work.made(number);
    }
    await work.beforeLast();
    await outlet.flush();
  } finally {
    await outlet.settle();
  }
}

/** Two buffers: one that is filled, and one that is on its way. */
interface Outlet {
  /** The room that there is for bytes of a tensor at this place and after it. */
  roomAt(place: Place, tensor: string): Promise<Uint8Array>;
  /** Says how much of it is filled. */
  fill(length: number): void;
  /** Writes what is left. */
  flush(): Promise<void>;
  /** Waits for what is on its way, come what may: nobody may close a file that another thread is at. */
  settle(): Promise<void>;
}

function openOutlet({ buffers, write }: Pick<PortionWork, "buffers" | "write">): Outlet {
  let [buffer, other] = buffers;
  let target: Place = { file: 0, position: 0 };
  /** The first tensor in the buffer. */
  let first = "";
  let filled = 0;
  let leaving = Promise.resolve();

  async function send(): Promise<void> {
    if (filled === 0) return;
    await leaving;
    leaving = Promise.resolve(write(target, buffer.subarray(0, filled), first));
    // Whoever waits for it will hear of its failure.
    leaving.catch(() => {});
    [buffer, other] = [other, buffer];
    filled = 0;
  }

  return {
    async roomAt({ file, position }, tensor) {
      const continues = file === target.file && position === target.position + filled;
      if (filled === buffer.length || !continues) await send();
      if (filled === 0) [target, first] = [{ file, position }, tensor];
      return buffer.subarray(filled);
    },
    fill: (length) => void (filled += length),
    async flush() {
      await send();
      await leaving;
    },
    async settle() {
      await Promise.allSettled([leaving]);
    },
  };
}

/** The tensors of a job: the one that is made, or the two that are compared. */
type Opened = readonly [ByteSource] | readonly [ByteSource, ByteSource];

/** Opens the tensors of a job with its first portion, and forgets them with its last. */
function tensorsOpened(
  portions: readonly JobPortion[],
  { jobs, sources, scratch }: PortionWork,
): (portion: number, job: number) => Opened {
  const lastOf = new Int32Array(jobs.length);
  for (const [number, { job }] of portions.entries()) lastOf[job] = number;
  const open = (tensor: LazyTensor) => openTensor(tensor, sources, scratch);
  const opened = new Map<number, Opened>();
  return (portion, job) => {
    const [one, two] = jobs[job]!;
    const tensors: Opened = opened.get(job) ??
      (two === undefined ? [open(one)] : [open(one), open(two)]);
    if (lastOf[job] === portion) opened.delete(job);
    else opened.set(job, tensors);
    return tensors;
  };
}

async function compare(
  { job, from, to }: JobPortion,
  one: ByteSource,
  two: ByteSource,
  { compared: [a, b], names, advance, differ }: PortionWork,
): Promise<void> {
  for (let position = from; position < to; position += a.length) {
    const length = Math.min(a.length, to - position);
    const [mine, theirs] = [a.subarray(0, length), b.subarray(0, length)];
    await readFor(names[job]!, one, position, mine);
    await readFor(names[job]!, two, position, theirs);
    if (Buffer.compare(mine, theirs) !== 0) differ(job);
    await advance(length, job);
  }
}
