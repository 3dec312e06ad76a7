/**
 * A conversion in 32 bytes: two of one digest write the same files from the same source.
 *
 * @module
 */
import type { Plan } from "../plan/plan.ts";

/** What decides what is written, and is not in the plan. */
export interface DigestOptions {
  /** The bytes of the config as they stand. */
  readonly configText?: string;
  /** Names of the small files that go along. */
  readonly companions: readonly string[];
}

/**
 * SHA-256 of the plan as JSON, keys in the order of their code units, without what changes no byte that is written: memory,
 * warnings, counts. Goes through the plan tensor by tensor, as all of it can be too long for a string.
 */
export async function digestOfPlan(plan: Plan, options: DigestOptions): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const line of linesOf(plan, options)) hash.update(`${line}\n`);
  return `sha256:${hash.digest("hex")}`;
}

function* linesOf(plan: Plan, { configText, companions }: DigestOptions): Generator<string, void> {
  const { version, container, plugin, modelType, from, to, configDType, sources } = plan;
  yield canonical({ version, container, plugin, modelType, from, to, configDType });
  yield canonical({ configText, companions });
  for (const source of sources) yield canonical(source);
  for (const { file, byteLength, tensors } of plan.shards) {
    yield canonical({ file, byteLength, tensors: tensors.length });
    for (const { name, tensor, part } of tensors) yield canonical({ name, tensor, part });
  }
  for (const { tensor, tiedTo, both } of plan.ties) yield canonical({ tensor, tiedTo, both });
  for (const { tensor, both } of plan.proofs) yield canonical({ tensor, both });
}

/** JSON whose objects have their keys in order: what `JSON.stringify` makes of them, without those that are undefined. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  let text = "";
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field === undefined) continue;
    text += `${text === "" ? "{" : ","}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}
