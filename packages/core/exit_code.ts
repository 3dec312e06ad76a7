/**
 * What a process ends with.
 *
 * @module
 */

/** The process exit codes of the `tensorferry` command, one per kind of trouble. */
export const EXIT = {
  /** Done; for `verify`: the same. */
  ok: 0,
  /** `verify` found a difference. */
  different: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The source cannot be read, is not a checkpoint, or is malformed. */
  source: 3,
  /** What is asked for cannot be planned. */
  plan: 4,
  /** The destination cannot be written. */
  destination: 5,
  /** A fault of Tensorferry or of a plugin. */
  fault: 70,
  /** Stopped by SIGINT, as shells count it. */
  interrupted: 130,
  /** Stopped by SIGHUP and SIGTERM, likewise. */
  hungUp: 129,
  terminated: 143,
} as const;

/** One of the codes in {@link EXIT}. */
export type ExitCode = typeof EXIT[keyof typeof EXIT];
