/**
 * Which values a pickle uses again.
 *
 * Python numbers nearly every value it writes, in case it comes again. Keeping them all keeps every intermediate of a large
 * `.metadata` alive; looking ahead costs a tenth of the time, and keeps but the few that are fetched.
 *
 * @module
 */
import { locate, type Place } from "./argument.ts";
import { byteOf } from "./instruction.ts";
import { INSTRUCTIONS } from "./instructions/table.ts";
import { MAX_OBJECTS } from "./limits.ts";

/** What follows each instruction; of the others, nothing is known. */
const ARGUMENTS = INSTRUCTIONS.map((instruction) => instruction?.argument);

const [STOP, BINGET, LONG_BINGET] = [byteOf("."), byteOf("h"), byteOf("j")];

/** Numbers that are not looked up again. */
const RECENT = 4096;

/** The numbers that some BINGET or LONG_BINGET fetches, up to `MAX_OBJECTS`. Ends quietly where the pickle does, or is malformed. */
export function memoUses(bytes: Uint8Array, view: DataView): Set<number> {
  const uses = new Set<number>();
  // Of the numbers that end alike, the one that was seen last: most are fetched again soon.
  const recent = new Uint32Array(RECENT);
  const see = (number: number) => {
    // Where nothing was seen yet there is 0, which is not to be found there.
    if (number !== 0 && recent[number % RECENT] === number) return;
    recent[number % RECENT] = number;
    uses.add(number);
  };
  const place: Place = { from: 0, to: 0 };
  for (let at = 0; at < bytes.length;) {
    const code = bytes[at++]!;
    const argument = ARGUMENTS[code];
    if (argument === undefined) break;
    if (typeof argument === "number") at += argument;
    else {
      place.from = at;
      locate(view, bytes, argument, place);
      at = place.to;
    }
    if (code === STOP || at > bytes.length || uses.size === MAX_OBJECTS) break;
    if (code === BINGET) see(bytes[at - 1]!);
    else if (code === LONG_BINGET) see(view.getUint32(at - 4, true));
  }
  return uses;
}
