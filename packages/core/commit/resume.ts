/**
 * Whether a conversion goes on where another was killed.
 *
 * @module
 */
import { DestinationError } from "../errors.ts";
import { type Beginning, type JournalRecord, readJournal } from "./journal.ts";
import { firstChange } from "./source_identity.ts";

/**
 * What a killed conversion has finished and this one can go on with; nothing when there is nothing to go on with.
 *
 * @throws DestinationError when there is, and it is of another conversion.
 */
export function resumable(
  destination: string,
  staging: string,
  beginning: Beginning,
): JournalRecord | undefined {
  const record = readJournal(staging);
  // Bytes that came once cannot be gone on with, by nobody.
  if (record?.beginning.source === undefined) return undefined;
  const difference = whatDiffers(record.beginning, beginning);
  if (difference === undefined) return record;
  throw new DestinationError(
    destination,
    `a conversion to it was stopped with ${record.finished.size} files finished, and this is another: ${difference}. ` +
      "Give --restart to begin anew, or convert as before to go on",
  );
}

/** What keeps one conversion from being the other; nothing when they are the same. */
export function whatDiffers(was: Beginning, is: Beginning): string | undefined {
  if (was.source === undefined || is.source === undefined) return "one of them is from a stream";
  const change = firstChange(was.source, is.source);
  if (change !== undefined) return `the source has changed, ${change}`;
  if (was.program !== is.program) return `it was of Tensorferry ${was.program}`;
  return was.digest === is.digest ? undefined : "it was of other arguments";
}
