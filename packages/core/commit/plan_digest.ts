/**
 * A conversion in 32 bytes: two of one digest write the same files from the same source.
 *
 * @module
 */
import type { Plan } from "../plan/plan.ts";
import { textPortions } from "../text/text_portions.ts";

/** What decides what is written, and is not in the plan. */
export interface DigestOptions {
  /** The bytes of the config as they stand. */
  readonly configText?: string;
  /** Names of the small files that go along. */
  readonly companions: readonly string[];
}

/**
 * SHA-256 of the plan as JSON, without what changes no byte that is written: memory, warnings, counts. Goes through the plan tensor
 * by tensor, as all of it can be too long for a string. One program makes the same plan with the keys of its objects in the same
 * order; what another makes of it need not have this digest.
 */
export async function digestOfPlan(plan: Plan, options: DigestOptions): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  const lines = linesOf(plan, options).map((line) => `${JSON.stringify(line)}\n`);
  for (const text of textPortions(lines)) hash.update(text);
  return `sha256:${hash.digest("hex")}`;
}

function* linesOf(plan: Plan, { configText, companions }: DigestOptions): Generator<unknown, void> {
  const { version, container, plugin, modelType, from, to, configDType, sources } = plan;
  yield { version, container, plugin, modelType, from, to, configDType };
  yield { configText, companions };
  for (const source of sources) yield source;
  for (const { file, byteLength, tensors } of plan.shards) {
    yield { file, byteLength, tensors: tensors.length };
    for (const { name, tensor, part } of tensors) yield { name, tensor, part };
  }
  for (const { tensor, tiedTo, both } of plan.ties) yield { tensor, tiedTo, both };
  for (const { tensor, both } of plan.proofs) yield { tensor, both };
}
