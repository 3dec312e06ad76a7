/** @module The law that there and back gives the same bits. */
import { bytesOf, type Checkpoint } from "@tensorferry/core";
import { contentOf, convertedCheckpoint } from "../../converted_checkpoint.ts";
import type { Finding } from "../finding.ts";
import { findingAt, findingOf, plan, type Subject, toLayout } from "../subject.ts";

/** Above this a model's tensors are looked at by their headers alone. */
const MOST_BYTES = 2 ** 22;

/** Whether a model is small enough to be held in memory a few times. */
export function isSmall({ hf }: Subject): boolean {
  let bytes = 0;
  for (const { dtype, shape } of hf.tensors.values()) bytes += bytesOf(dtype, shape);
  return bytes <= MOST_BYTES;
}

/** Leads random values from each layout to each other one and back. */
export async function* bits(subject: Subject): AsyncGenerator<Finding> {
  if (!isSmall(subject)) return;
  const { layouts, hf } = subject;
  const checkpoints = new Map<string, Checkpoint>([["hf", hf]]);
  for (const layout of layouts.slice(1)) {
    try {
      checkpoints.set(layout, await convertedCheckpoint(toLayout(subject, layout), hf));
    } catch (error) {
      yield findingOf(subject, "bits", layout, error);
      return;
    }
  }
  for (const from of layouts) {
    const expected = await contentOf(checkpoints.get(from)!);
    for (const to of layouts) {
      if (to === from) continue;
      try {
        const source = checkpoints.get(from)!;
        const there = await convertedCheckpoint(plan(subject, source, { from, to }), source);
        const returned = await convertedCheckpoint(
          plan(subject, there, { from: to, to: from }),
          there,
        );
        yield* differing(subject, from, to, expected, await contentOf(returned));
      } catch (error) {
        yield findingOf(subject, "bits", to === "hf" ? from : to, error);
      }
    }
  }
}

function* differing(
  subject: Subject,
  from: string,
  to: string,
  expected: ReadonlyMap<string, string>,
  returned: ReadonlyMap<string, string>,
): Generator<Finding> {
  const layout = to === "hf" ? from : to;
  const way = `from ${from} to ${to} and back`;
  for (const name of new Set([...expected.keys(), ...returned.keys()])) {
    const [before, after] = [expected.get(name), returned.get(name)];
    if (before === after) continue;
    const says = after === undefined
      ? `${name} is lost on the way ${way}`
      : before === undefined
      ? `${name} is new after the way ${way}`
      : `${name} has other bits after the way ${way}`;
    yield findingAt(subject, "bits", layout, says, name);
  }
}
