/**
 * What a plugin may take while it is evaluated.
 *
 * @module
 */
import { EXIT, type ExitCode, formatByteSize, TensorferryError } from "@tensorferry/core";

/** What the evaluation of a plugin may take. */
export interface SandboxLimits {
  /** From the start of its process to its answer. */
  readonly milliseconds: number;
  /** Bytes resident, of the whole process; one without a plugin takes 50 MB. */
  readonly memory: number;
  /** Bytes of its data as JSON. */
  readonly answer: number;
}

/** The limits when none are given. The examples take 0.1 s, 70 MB and 31 kB at most. */
export const SANDBOX_LIMITS: SandboxLimits = {
  milliseconds: 10_000,
  memory: 256 * 2 ** 20,
  // JSON of this size takes up to 100 MB when it is parsed, most of it when it is empty arrays.
  answer: 4 * 2 ** 20,
};

const BEYOND: { readonly [Limit in keyof SandboxLimits]: (allowed: number) => string } = {
  milliseconds: (allowed) => `it did not give its data within ${allowed / 1000} s`,
  memory: (allowed) => `it took more than ${formatByteSize(allowed)} of memory`,
  answer: (allowed) => `its data and what it printed take more than ${formatByteSize(allowed)}`,
};

/** A plugin went beyond a limit while it was evaluated, and its process was ended. Nothing of it was used. */
export class SandboxError extends TensorferryError {
  override readonly tag = "Sandbox";
  override readonly exitCode: ExitCode = EXIT.plan;
  constructor(
    readonly plugin: string,
    /** Which limit. */
    readonly limit: keyof SandboxLimits,
    /** What the limit was, in its unit. */
    readonly allowed: number,
    options?: ErrorOptions,
  ) {
    super(
      `Cannot use plugin ${plugin}: ${BEYOND[limit](allowed)}, and was stopped. ` +
        `A plugin is a few kilobytes of data, made in a moment: ask its author`,
      options,
    );
  }
}
