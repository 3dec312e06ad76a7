/**
 * The tensors of a file, passed on to it through a few buffers.
 *
 * Where this thread is alone and tensors are copied, reading runs ahead on other threads while what came in is written; where they
 * are computed, writing runs behind. Either way two cores have work, and a disk more than one read to do. Where other files are
 * written beside this one, that would only be in the way: handing a buffer over costs more than what a core does with it.
 *
 * @module
 */
import type { ByteSource } from "../../io/byte_source.ts";
import type { OutputFile } from "../../io/output_file.ts";
import { openTensor } from "../../tensor/open_tensor.ts";
import { inTurn, type Pending, type Steps } from "../../in_turn.ts";
import type { Scratch } from "../../tensor/scratch.ts";
import { workOf } from "../../tensor/work.ts";
import { readFor, withTensor } from "../with_tensor.ts";
import { readingOrder } from "./reading_order.ts";
import { type PlacedTensor, type Stretch, stretchesOf } from "./stretches.ts";

/** Where tensors come from, and what they pass through. */
export interface Relay {
  readonly sources: readonly ByteSource[];
  /** Buffers of one size: while one is written, the others are filled. */
  readonly buffers: readonly Uint8Array[];
  readonly scratch: Scratch;
  /** Whether reads and writes may be handed to other threads. */
  readonly alone: boolean;
  /** Called with bytes of a tensor, each once, and the position in it that they have. May wait. */
  passed(tensor: PlacedTensor, bytes: Uint8Array, position: number): Pending;
}

/** Bytes of one tensor in a buffer. */
interface Segment {
  readonly of: PlacedTensor;
  /** Byte position in the tensor. */
  readonly start: number;
  /** What it is read from, and the byte position there. */
  readonly source: ByteSource;
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** What fills a buffer: it lies together in the file. */
interface Load {
  /** Where it goes in the file. */
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly segments: readonly Segment[];
  /** Whether there is more to it than reading. */
  readonly computed: boolean;
}

/** A load that is being read, or has been. */
interface Arriving extends Load {
  readonly arrived: Pending;
}

/** Passes tensors, which are given in the order of their positions, on to a file. */
export async function relay(
  tensors: Iterable<PlacedTensor>,
  output: OutputFile,
  { sources, buffers, scratch, alone, passed }: Relay,
): Promise<void> {
  const order = readingOrder(Iterator.from(tensors).flatMap(stretchesOf));
  /** Loads in their order, each in a buffer of its own. */
  const arriving: Arriving[] = [];
  /** The last load that was computed, on its way into the file. */
  let leaving: Promise<void> | undefined;

  /** Waits until the buffer whose turn it is holds nothing that is still needed: the buffers are used in turn, so the oldest goes. */
  function* freeBuffer(): Steps {
    if (arriving.length + (leaving === undefined ? 0 : 1) < buffers.length) return;
    if (leaving === undefined) yield* passOn(arriving.shift()!);
    // A load that was computed is on its way now, or was before.
    yield* leave();
  }

  function* passOnAll(): Steps {
    while (arriving.length > 0) yield* passOn(arriving.shift()!);
  }

  function* leave(): Steps {
    if (leaving !== undefined) yield leaving;
    leaving = undefined;
  }

  function* passOn({ arrived, position, bytes, segments, computed }: Arriving): Steps {
    if (arrived !== undefined) {
      const began = performance.now();
      yield arrived;
      if (!computed) order.waited(bytes.length, performance.now() - began);
    }
    for (let i = 0; i < segments.length; i++) {
      const { of, bytes, start } = segments[i]!;
      const pending = passed(of, bytes, start);
      if (pending !== undefined) yield pending;
    }
    yield* leave();
    const first = segments[0]!.of.name;
    if (computed && alone) {
      leaving = heard(
        output.writeBehind(position, bytes).catch((error) => {
          throw withTensor(error, first);
        }),
      );
    } else {
      try {
        output.write(position, bytes);
      } catch (error) {
        throw withTensor(error, first);
      }
    }
  }

  function* passOnEach(): Steps {
    const ahead = alone ? sources.map(readingBehind) : sources;
    for (const load of loads(order, { sources, ahead, scratch, buffers })) {
      yield* freeBuffer();
      const began = performance.now();
      const arrived = fill(load);
      if (arrived === undefined && !load.computed) {
        order.waited(load.bytes.length, performance.now() - began);
      }
      arriving.push({ ...load, arrived: heard(arrived) });
      // What is there has nothing to wait for, and there is one scratch.
      if (arrived === undefined || load.computed) yield* passOnAll();
    }
    yield* passOnAll();
    yield* leave();
  }

  try {
    await inTurn(passOnEach());
  } finally {
    // Nobody may close a file or touch a buffer that another thread is at.
    await Promise.allSettled([...arriving.map(({ arrived }) => arrived), leaving]);
  }
}

/** Whoever waits for it will hear of its failure; until then it is not one that nobody handles. */
function heard<P extends Pending>(pending: P): P {
  pending?.catch(() => {});
  return pending;
}

/**
 * Deals stretches to the buffers in turn: the end of one and the beginning of the next share a buffer where they are neighbours in
 * the file. There, buffers end at multiples of their size: pages that are written in part cost a system a seventh more.
 */
function* loads(
  stretches: Iterable<Stretch>,
  { sources, ahead, scratch, buffers }: Pick<Relay, "sources" | "scratch" | "buffers"> & {
    /** The sources for what is copied. */
    readonly ahead: readonly ByteSource[];
  },
): Generator<Load, void> {
  let turn = 0;
  let buffer = buffers[0]!;
  let start = 0;
  let room = buffer.length;
  let filled = 0;
  let segments: Segment[] = [];
  let computed = false;

  function* next(position: number): Generator<Load, void> {
    if (filled > 0) {
      yield { position: start, bytes: buffer.subarray(0, filled), segments, computed };
      buffer = buffers[++turn % buffers.length]!;
    }
    start = position;
    room = buffer.length - position % buffer.length;
    filled = 0;
    segments = [];
    computed = false;
  }

  for (const stretch of stretches) {
    const { of } = stretch;
    const computes = stretch.ranges === undefined && workOf(of.tensor) !== "copy";
    let place = stretch.start;
    for (const run of runsOf(stretch, computes ? sources : ahead, scratch)) {
      for (let done = 0; done < run.byteLength;) {
        const at = of.position + place;
        if (filled === room || at !== start + filled) yield* next(at);
        const length = Math.min(room - filled, run.byteLength - done);
        const bytes = buffer.subarray(filled, filled + length);
        const position = run.position + done;
        segments.push({ of, start: place, source: run.source, position, bytes });
        computed ||= computes;
        place += length;
        done += length;
        filled += length;
      }
    }
  }
  yield* next(0);
}

/** Bytes that lie together in a source. */
interface Run {
  readonly source: ByteSource;
  readonly position: number;
  readonly byteLength: number;
}

/** What a stretch is read from, one after another. */
function runsOf(
  { of, byteLength, ranges }: Stretch,
  sources: readonly ByteSource[],
  scratch: Scratch,
): Run[] {
  if (ranges === undefined) {
    return [{ source: openTensor(of.tensor, sources, scratch), position: 0, byteLength }];
  }
  const { parts, chunks } = ranges;
  return parts.map(({ source, position }, i) => (
    { source: sources[source]!, position, byteLength: chunks[i]! }
  ));
}

/** Below this many bytes, handing a read to another thread costs more than the read. */
const SHORT_READ = 2 ** 16;

/** The same source, whose long reads leave this thread free. */
function readingBehind(source: ByteSource): ByteSource {
  if (source.readBehind === undefined) return source;
  return {
    name: source.name,
    byteLength: source.byteLength,
    read: (position, into) =>
      into.length < SHORT_READ ? source.read(position, into) : source.readBehind!(position, into),
  };
}

function fill({ segments }: Load): Pending {
  for (let i = 0; i < segments.length; i++) {
    const reading = readSegment(segments[i]!);
    if (reading !== undefined) return fillRest(reading, segments.slice(i + 1));
  }
}

async function fillRest(first: Promise<void>, rest: readonly Segment[]): Promise<void> {
  await first;
  for (const segment of rest) await readSegment(segment);
}

function readSegment({ of, source, position, bytes }: Segment): Pending {
  return readFor(of.name, source, position, bytes);
}
