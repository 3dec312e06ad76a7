/**
 * A session that keeps what it is told.
 *
 * @module
 */
import type { Screen, Session } from "../output/screen.ts";

/** A screen of 80 columns, no terminal, and without colours. */
export function screenOf(write: (text: string) => void): Screen {
  return { write, isTerminal: false, colours: false, columns: () => 80 };
}

/** A session, and what it was told so far. */
export interface RecordedSession {
  readonly session: Session;
  readonly told: { readonly out: string; readonly err: string };
}

/** Starts one. */
export function recordedSession(): RecordedSession {
  const told = { out: "", err: "" };
  const session = {
    out: screenOf((text) => void (told.out += text)),
    err: screenOf((text) => void (told.err += text)),
  };
  return { session, told };
}
