/**
 * A stream that can be read at any position, as far as its schedule has asked for it.
 *
 * @module
 */
import { InvalidTensorError, MalformedCheckpointError, SourceReadError } from "../../errors.ts";
import type { ByteSource } from "../../io/byte_source.ts";
import { inTurn, type Steps } from "../../in_turn.ts";
import { type ByteStream, readFully } from "./byte_stream.ts";
import { countLeading } from "../../count_leading.ts";
import type { Schedule } from "./schedule.ts";
import type { WaitingRoom } from "../waiting_room.ts";

/** Bytes that come once, read in the order of a schedule. */
export interface OnePassSource extends ByteSource {
  /** Says that a portion is made, by its number; what no later one needs is dropped. */
  made(portion: number): void;
  /**
   * Reads on to the end of the stream.
   *
   * @throws SourceReadError when it comes too early, MalformedCheckpointError when it comes too late.
   */
  finish(): Promise<void>;
}

/** What {@link openOnePass} reads. */
export interface OnePassOptions {
  readonly stream: ByteStream;
  /** The position of the byte that the stream gives next; the bytes before it cannot be read. */
  readonly position: number;
  /** Where the stream has to end. */
  readonly byteLength: number;
  readonly schedule: Schedule;
  /** Where bytes wait, by number of their stretch. */
  readonly room: WaitingRoom<number>;
  /** Working memory through which bytes come that are not asked for yet. */
  readonly transfer: Uint8Array;
}

/**
 * Opens a stream as a source. A read that is ahead of the stream pulls it forward: what passes by meanwhile and is needed by a
 * portion to come waits in the room, and nothing else does.
 *
 * The portions of the schedule must be made in order, each reported by {@link OnePassSource.made}. Reads within a portion may
 * come in any order. One at a time.
 */
export function openOnePass(
  { stream, position: first, byteLength, schedule, room, transfer }: OnePassOptions,
): OnePassSource {
  const { stretches } = schedule;
  /** Where the bytes begin that wait of a stretch; none do where it is negative. */
  const waitingFrom = new Float64Array(stretches.length).fill(-1);
  /** Everything before this position has come. */
  let come = first;
  /** The number of the portion that is being made. */
  let now = 0;

  function stretchAt(position: number): number {
    return countLeading(stretches, ({ stop }) => stop <= position);
  }

  async function pull(into: Uint8Array): Promise<void> {
    const count = await readFully(stream, into);
    come += count;
    if (count < into.length) {
      throw new SourceReadError(
        stream.name,
        come - count,
        into.length,
        `it ends at byte ${come} of ${byteLength}`,
      );
    }
  }

  /** Lets wait what of these bytes is needed later, or has not been `given` to whoever needs it now. */
  async function keep(position: number, bytes: Uint8Array, given: boolean): Promise<void> {
    const end = position + bytes.length;
    for (let s = stretchAt(position); s < stretches.length && stretches[s]!.start < end; s++) {
      const { start, stop, until, passes } = stretches[s]!;
      if (until < now || (given && passes && until === now)) continue;
      const [from, to] = [Math.max(start, position), Math.min(stop, end)];
      if (waitingFrom[s]! < 0) waitingFrom[s] = from;
      await room.put(s, bytes.subarray(from - position, to - position), until);
    }
  }

  async function pullTo(position: number): Promise<void> {
    while (come < position) {
      const at = come;
      const bytes = transfer.subarray(0, Math.min(transfer.length, position - at));
      await pull(bytes);
      await keep(at, bytes, false);
    }
  }

  async function readComing(position: number, into: Uint8Array): Promise<void> {
    await pullTo(position);
    await pull(into);
    await keep(position, into, true);
  }

  /** Reads bytes that have come. */
  function* readWaiting(position: number, into: Uint8Array): Steps {
    for (let done = 0; done < into.length;) {
      const at = position + done;
      const s = stretchAt(at);
      const stretch = stretches[s];
      const waitsFrom = waitingFrom[s] ?? -1;
      if (stretch === undefined || stretch.until < now || waitsFrom < 0 || at < waitsFrom) {
        throw new InvalidTensorError(
          `Cannot read byte ${at} of ${stream.name}: it has passed, and nothing that is still to be made was to need it`,
        );
      }
      const length = Math.min(into.length - done, stretch.stop - at);
      const pending = room.read(s, at - waitsFrom, into.subarray(done, done + length));
      if (pending) yield pending;
      done += length;
    }
  }

  return {
    name: stream.name,
    byteLength,
    read(position, into) {
      const end = position + into.length;
      if (position < first || end > byteLength) {
        throw new SourceReadError(
          stream.name,
          position,
          into.length,
          `it has the bytes from ${first} to ${byteLength}`,
        );
      }
      const here = Math.max(0, Math.min(into.length, come - position));
      const waiting = inTurn(readWaiting(position, into.subarray(0, here)));
      if (here === into.length) return waiting;
      const rest = () => readComing(position + here, into.subarray(here));
      return waiting === undefined ? rest() : waiting.then(rest);
    },
    made(portion) {
      room.release(portion);
      now = portion + 1;
    },
    async finish() {
      now = schedule.portions.length;
      await pullTo(byteLength);
      if (await stream.read(transfer.subarray(0, 1)) === 0) return;
      throw new MalformedCheckpointError(
        stream.name,
        `it was to end after ${byteLength} bytes, and goes on. What sends it is at fault, or two files were sent as one`,
      );
    },
  };
}
