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

/** The numbers that some BINGET or LONG_BINGET fetches. Ends quietly where the pickle does, or is malformed. */
export function memoUses(bytes: Uint8Array, view: DataView): Set<number> {
  const uses = new Set<number>();
  const place: Place = { from: 0, to: 0 };
  for (let at = 0; at < bytes.length; at = place.to) {
    const code = bytes[at]!;
    const argument = ARGUMENTS[code];
    if (argument === undefined || code === STOP) break;
    place.from = at + 1;
    locate(view, bytes, argument, place);
    // Whoever fetches so many has made more than may be made, and is refused for that.
    if (place.to > bytes.length || uses.size === MAX_OBJECTS) break;
    if (code === BINGET) uses.add(bytes[place.from]!);
    else if (code === LONG_BINGET) uses.add(view.getUint32(place.from, true));
  }
  return uses;
}
