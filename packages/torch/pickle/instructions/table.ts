/**
 * Every instruction by its byte.
 *
 * They are those that `torch.load(weights_only=True)` of torch 2.13 performs, and those of protocols 4 and 5 that Python writes a
 * `.metadata` with. Left out, because nothing in question is written with them: the text instructions of protocol 0, INST and OBJ,
 * extension codes, buffers outside the pickle, and POP and DUP.
 *
 * @module
 */
import type { Instruction } from "../instruction.ts";
import { CONTAINERS } from "./containers.ts";
import { FRAMING } from "./framing.ts";
import { MEMO } from "./memo.ts";
import { NUMBERS } from "./numbers.ts";
import { OBJECTS } from "./objects.ts";
import { TEXT } from "./text.ts";

/** The instruction of each byte that is one. */
export const INSTRUCTIONS: readonly (Instruction | undefined)[] = tabulate();

function tabulate(): (Instruction | undefined)[] {
  const table = new Array<Instruction | undefined>(256).fill(undefined);
  for (const instruction of [NUMBERS, TEXT, CONTAINERS, MEMO, OBJECTS, FRAMING].flat()) {
    table[instruction.code] = instruction;
  }
  return table;
}
