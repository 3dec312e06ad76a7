/**
 * Whether a disk has room for what will be written.
 *
 * @module
 */
import { DestinationError } from "../../errors.ts";
import { freeRoom } from "../../io/free_room.ts";
import type { Notice } from "./notice.ts";

/**
 * Asks for the room before it is needed. Where nothing tells, says so.
 *
 * @throws DestinationError when there is not as much.
 */
export async function checkRoom(
  destination: string,
  bytes: number,
  onNotice: ((notice: Notice) => void) | undefined,
): Promise<void> {
  const room = await freeRoom(destination);
  if ("unknown" in room) {
    onNotice?.({ kind: "room-unknown", bytes, why: room.unknown });
  } else if (room.bytes < bytes) {
    throw new DestinationError(
      destination,
      `${bytes} bytes are to be written, and there is room for ${room.bytes}. ` +
        `Make room for ${bytes - room.bytes} more, or give a folder on another disk`,
    );
  }
}
