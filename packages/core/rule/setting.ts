/**
 * What rules are worked out against.
 *
 * @module
 */
import type { FloatDType } from "../dtype.ts";
import type { ModelConfig } from "./value.ts";

/** The numbers of one model, and how exact the work is to be. */
export interface Setting {
  readonly config: ModelConfig;
  /** How many values each variable takes, from 0 on. */
  readonly counts: Readonly<Record<string, number>>;
  /**
   * Where given, sums are worked out in float32 at least, and undoing them comes back to this dtype, so that no bits are lost
   * on the way there and back.
   */
  readonly exact?: FloatDType;
}
