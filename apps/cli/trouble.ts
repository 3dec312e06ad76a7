/**
 * What is said when something goes wrong.
 *
 * @module
 */
import { EXIT, printable, TensorferryError } from "@tensorferry/core";
import { jsonText } from "./output/json_pieces.ts";
import type { Session } from "./output/screen.ts";
import { StoppedError } from "./signals.ts";

/** How trouble is to be told. */
export interface TroubleOptions {
  /** As an event for a program. */
  readonly json: boolean;
  /** With the places in the code that it came from. */
  readonly debug: boolean;
}

/** An error as a person and a program are told of it. */
interface Trouble {
  readonly tag: string;
  readonly message: string;
  readonly exitCode: number;
  /** Names and numbers of its kind. */
  readonly fields?: object;
}

const REPORT =
  "This is a fault of Tensorferry. Please report it, with the command and what --debug adds to this message";

/** Tells of an error in one line, and answers what to exit with. */
export function tellTrouble(
  error: unknown,
  { json, debug }: TroubleOptions,
  session: Session,
): number {
  const { fields, ...trouble } = troubleOf(error);
  const event = () => session.out.write(`${jsonText({ event: "error", ...fields, ...trouble })}\n`);
  const line = () => session.err.write(`tensorferry: ${printable(trouble.message)}\n`);
  if (!(json && managed(event))) managed(line);
  if (debug) managed(() => session.err.write(stackOf(error)));
  return trouble.exitCode;
}

/** Whether something could be said. Where the output itself is the trouble, such as a full disk, the exit code is what is left. */
function managed(say: () => void): boolean {
  try {
    say();
    return true;
  } catch {
    return false;
  }
}

function troubleOf(error: unknown): Trouble {
  const denied = causes(error).find((cause) => cause instanceof Deno.errors.NotCapable);
  if (denied !== undefined) {
    return { tag: "Grant", message: (denied as Error).message, exitCode: EXIT.usage };
  }
  if (error instanceof TensorferryError) {
    const { tag, message, exitCode } = error;
    return { tag, message, exitCode, fields: error };
  }
  if (error instanceof StoppedError) {
    return { tag: "Stopped", message: error.message, exitCode: error.exitCode };
  }
  if (isOfTheSystem(error)) {
    return { tag: "System", message: error.message, exitCode: EXIT.source };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { tag: "Fault", message: `${message}. ${REPORT}`, exitCode: EXIT.fault };
}

/** Whether the operating system refused something, such as a folder that this user may not read. */
function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^E[A-Z0-9]+$/.test(String(error.code));
}

function* causes(error: unknown): Generator<unknown> {
  for (let at = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) yield at;
}

function stackOf(error: unknown): string {
  const stacks = causes(error).map((cause) => cause instanceof Error ? cause.stack : String(cause));
  const lines = [...stacks].join("\nCaused by: ").split("\n");
  return lines.map((line) => `${printable(line)}\n`).join("");
}
