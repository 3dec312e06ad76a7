/** @module The law that the least memory that a plan asks for is enough. */
import { type Checkpoint, isTensorferryError } from "@tensorferry/core";
import { contentOf, convertedCheckpoint } from "../../converted_checkpoint.ts";
import type { Finding } from "../finding.ts";
import { findingAt, findingOf, type Subject, toLayout } from "../subject.ts";
import { isSmall } from "./bits.ts";

/** Plans within the budget, and carries plans out in the least memory that they ask for. */
export async function* memory(subject: Subject): AsyncGenerator<Finding> {
  for (const layout of subject.layouts.slice(1)) {
    try {
      const ample = toLayout(subject, layout);
      const { least } = ample.memory;
      const tight = toLayout(subject, layout, { memory: least });
      if (takesLess(subject, layout, least)) {
        const says = `a plan calls ${least} bytes the least, and can be made with one less`;
        yield findingAt(subject, "memory", layout, says);
      }
      if (!isSmall(subject)) continue;
      const reads = { largest: 0 };
      const made = await convertedCheckpoint(tight, watched(subject.hf, reads));
      if (reads.largest > least) {
        const says = `a read takes ${reads.largest} bytes at once, with a budget of ${least}`;
        yield findingAt(subject, "memory", layout, says);
      }
      const expected = await contentOf(await convertedCheckpoint(ample, subject.hf));
      for (const [name, content] of await contentOf(made)) {
        if (expected.get(name) === content) continue;
        yield findingAt(subject, "memory", layout, `${name} is another in ${least} bytes`, name);
      }
    } catch (error) {
      yield findingOf(subject, "memory", layout, error);
    }
  }
}

function takesLess(subject: Subject, layout: string, least: number): boolean {
  try {
    toLayout(subject, layout, { memory: least - 1 });
    return true;
  } catch (error) {
    if (isTensorferryError(error, "MemoryBudget")) return false;
    throw error;
  }
}

/** The same checkpoint, whose reads are measured. */
function watched(checkpoint: Checkpoint, reads: { largest: number }): Checkpoint {
  const sources = checkpoint.sources.map((source) => ({
    ...source,
    read(position: number, into: Uint8Array) {
      reads.largest = Math.max(reads.largest, into.length);
      return source.read(position, into);
    },
  }));
  return { ...checkpoint, sources };
}
