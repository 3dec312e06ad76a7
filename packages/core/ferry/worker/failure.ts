/**
 * Errors on their way from one thread to another: what is cloned loses its class.
 *
 * @module
 */
import { DestinationError, SourceReadError } from "../../errors.ts";

/** An error as data. */
export type Failure =
  | {
    readonly kind: "source";
    readonly source: string;
    readonly position: number;
    readonly wanted: number;
    readonly why: string;
    readonly tensor: string | undefined;
    readonly cause: unknown;
  }
  | {
    readonly kind: "destination";
    readonly path: string;
    readonly why: string;
    readonly cause: unknown;
  }
  /** What nobody foresaw. */
  | { readonly kind: "other"; readonly error: unknown };

/** What to send of an error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SourceReadError) {
    const { source, position, wanted, why, tensor, cause } = error;
    return { kind: "source", source, position, wanted, why, tensor, cause };
  }
  if (error instanceof DestinationError) {
    const { path, why, cause } = error;
    return { kind: "destination", path, why, cause };
  }
  return { kind: "other", error };
}

/** The error that was sent. */
export function errorOf(failure: Failure): unknown {
  switch (failure.kind) {
    case "source": {
      const { source, position, wanted, why, tensor, cause } = failure;
      return new SourceReadError(source, position, wanted, why, { tensor, cause });
    }
    case "destination":
      return new DestinationError(failure.path, failure.why, { cause: failure.cause });
    case "other":
      return failure.error;
  }
}
