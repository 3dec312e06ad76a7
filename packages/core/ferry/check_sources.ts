/**
 * Makes sure that a plan is carried out on what it was made for.
 *
 * @module
 */
import { MalformedCheckpointError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * Holds the sources against those of the plan: another checkpoint, or one that changed since, has other bytes at the same places.
 *
 * @throws MalformedCheckpointError naming the first that differs.
 */
export function checkSources(plan: Plan, sources: readonly ByteSource[]): void {
  plan.sources.forEach(({ name, byteLength }, i) => {
    const source = sources[i];
    if (source?.byteLength === byteLength && sources.length === plan.sources.length) return;
    throw new MalformedCheckpointError(
      source?.name ?? name,
      `the plan was made for ${plan.sources.length} files, of which ${name} has ${byteLength} bytes, and there are ` +
        `${sources.length}, here of ${source?.byteLength ?? 0} bytes. Plan again`,
    );
  });
}
