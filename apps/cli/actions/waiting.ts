/**
 * What has to wait on the way from a stream, and where it may.
 *
 * @module
 */
import { type Checkpoint, OptionError, type Plan, type Spill } from "@tensorferry/core";
import type { OnePassPlan, PlannedWaiting, PortionOrder } from "@tensorferry/core/stream";
import { given } from "../given.ts";
import type { ConversionChoices } from "./planning.ts";

type SpillChoices = Pick<ConversionChoices, "spillDir" | "spillLimit">;

/** Where bytes may wait on a disk, where that was asked for. */
export function spillAsAsked({ spillDir, spillLimit }: SpillChoices): Spill | undefined {
  if (spillDir !== undefined) return given({ folder: spillDir, limit: spillLimit });
  if (spillLimit === undefined) return undefined;
  throw new OptionError(
    "Cannot limit what waits on a disk where nothing may wait there. Give --spill-dir, or leave --spill-limit out",
  );
}

/** What has to wait on the way from a stream, as part of its plan; nothing where the source is files. */
export async function planWithWaiting(
  checkpoint: Checkpoint,
  plan: Plan,
  choices: SpillChoices,
  order: PortionOrder = "arrival",
): Promise<PlanWithWaiting> {
  const spill = spillAsAsked(choices);
  if (checkpoint.incoming === undefined) return plan;
  const spillLimit = spill === undefined ? 0 : spill.limit ?? Infinity;
  const { planOnePass } = await import("@tensorferry/core/stream");
  const { buffers, waiting } = planOnePass(plan, { order, spillLimit });
  return { ...plan, waiting: { order, buffers, ...waiting } };
}

/** A plan, and what will have to wait where the source is a stream. */
export interface PlanWithWaiting extends Plan {
  readonly waiting?: PlannedWaiting & Pick<OnePassPlan, "order" | "buffers">;
}
