/**
 * The `tensorferry` command: inspects, plans, converts and verifies checkpoints of language models.
 *
 * ```sh
 * deno run --no-prompt --allow-read=SRC,DST --allow-write=DST jsr:@tensorferry/cli convert SRC DST --to transformers
 * ```
 *
 * It needs no other permission, and `tensorferry --help` needs none at all.
 *
 * @module
 */
import { carryOut } from "./command_line.ts";
import { processSession } from "./output/screen.ts";

if (import.meta.main) Deno.exit(await carryOut(Deno.args, processSession()));
