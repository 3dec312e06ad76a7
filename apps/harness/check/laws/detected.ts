/** @module The law that each layout is told from its tensors. */
import { type Checkpoint, detectLayout, isTensorferryError, type Plan } from "@tensorferry/core";
import type { Finding } from "../finding.ts";
import { findingAt, headersIn, plan, type Subject } from "../subject.ts";

/** Has every layout told from its headers. */
export function* detected(subject: Subject): Generator<Finding> {
  const { model, layouts } = subject;
  yield* claimed(subject);
  for (const layout of layouts) {
    const checkpoint = headersIn(subject, layout);
    try {
      const found = detectLayout(checkpoint.tensors, model);
      if (found === layout || isSame(subject, checkpoint, found, layout)) continue;
      yield findingAt(
        subject,
        "detected",
        layout === "hf" ? found : layout,
        `tensors in layout ${layout} are taken for ${found}`,
      );
    } catch (error) {
      if (!isTensorferryError(error, "Layout")) throw error;
      // Where another layout has the same names and shapes, to ask is right; a guess would be wrong for one of them.
      const twin = layouts.find((other) => other !== layout && isTwin(subject, checkpoint, other));
      if (twin !== undefined) continue;
      yield findingAt(subject, "detected", layout, error.message);
    }
  }
}

function* claimed({ plugin, others, config }: Subject): Generator<Finding> {
  const modelType = config["model_type"];
  for (const other of others) {
    if (other.name === plugin.name || !other.serves.model_type.some((type) => type === modelType)) {
      continue;
    }
    yield {
      law: "detected",
      says: `plugin ${other.name} serves model_type ${modelType} as well, so both cannot be in use`,
      config,
    };
  }
}

/** Whether reading tensors in either layout makes the same of them. */
function isSame(subject: Subject, checkpoint: Checkpoint, one: string, other: string): boolean {
  const read = (from: string) => shardsOf(plan(subject, checkpoint, { from, to: "hf" }));
  return read(one) === read(other);
}

function shardsOf({ shards }: Plan): string {
  return JSON.stringify(shards);
}

function isTwin(subject: Subject, checkpoint: Checkpoint, layout: string): boolean {
  const specs = ({ tensors }: Checkpoint) =>
    [...tensors].map(([name, { dtype, shape }]) => `${name} ${dtype} ${shape}`).sort().join();
  return specs(headersIn(subject, layout)) === specs(checkpoint);
}
