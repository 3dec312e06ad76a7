/**
 * What is around the values: the protocol, frames and the end.
 *
 * @module
 */
import { byteOf, type Instruction } from "../instruction.ts";
import { NEWEST_PROTOCOL } from "../limits.ts";
import { fail } from "../machine.ts";

/** The instructions of this file. Frames only tell a reader of a stream how much to fetch. */
export const FRAMING: readonly Instruction[] = [
  {
    name: "PROTO",
    code: 0x80,
    argument: 1,
    run: (machine) => {
      const protocol = machine.bytes[machine.from]!;
      if (protocol > NEWEST_PROTOCOL) {
        fail(machine, "UnknownOpcode", `protocol ${protocol} is newer than ${NEWEST_PROTOCOL}`);
      }
    },
  },
  { name: "FRAME", code: 0x95, argument: 8, run: () => {} },
  { name: "STOP", code: byteOf("."), argument: 0, run: () => {} },
];
