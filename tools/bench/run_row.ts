/**
 * One row, run: it and its yardstick in turn, each from the same state of the machine.
 *
 * @module
 */
import { dirname } from "node:path";
import { bytesIn, roomIn } from "./measure/disk_room.ts";
import { type HardLimit, hardLimit } from "./measure/hard_limit.ts";
import { backMemory } from "./measure/back_memory.ts";
import { dropCaches, settle, warm } from "./measure/page_cache.ts";
import { type Cost, timed } from "./measure/timed.ts";
import { hasPython } from "./programs.ts";
import type { Places, Row, Side } from "./rows/row.ts";

/** The row could not be measured here, and that is no fault. */
export class NotHere extends Error {}

/** What was measured. */
export interface Measured {
  readonly row: Row;
  /** One for each run. */
  readonly ours: readonly Cost[];
  /** As many, or none where there is no yardstick. */
  readonly theirs: readonly Cost[];
  /** Bytes that ours moved in a run, from and to files. */
  readonly moved: number;
  /** How a hard limit was set. */
  readonly limitedBy?: string;
}

/** What a row is run with. */
export interface Bench {
  readonly places: Places;
  readonly runs: number;
  readonly tell: (text: string) => void;
}

/**
 * Runs a row whose sources are there.
 *
 * @throws NotHere when this machine does not let us.
 */
export async function runRow(row: Row, bench: Bench): Promise<Measured> {
  const { places } = bench;
  if (row.python && !hasPython()) {
    throw new NotHere("no .oracle: deno task test:oracle makes it");
  }
  if (row.cache === "cold" && !await dropCaches()) {
    throw new NotHere("the page cache cannot be dropped without the rights of root");
  }
  requireRoom(row, places);
  const limit = await limitFor(row);
  try {
    return await inTurn(row, limit, bench);
  } finally {
    limit?.release();
  }
}

function requireRoom({ ours, yardstick }: Row, { source, out }: Places): void {
  const bytes = [ours, ...(yardstick ? [yardstick] : [])]
    .map(({ reads, writes }) =>
      writes ? reads.reduce((sum, it) => sum + bytesIn(source(it)), 0) : 0
    );
  const needed = Math.max(...bytes);
  const room = roomIn(dirname(out));
  if (room < needed) throw new NotHere(`the disk has room for ${room} bytes, of ${needed}`);
}

async function limitFor({ limit: bytes }: Row): Promise<HardLimit | undefined> {
  if (bytes === undefined) return undefined;
  const limit = await hardLimit(bytes);
  if (limit === undefined) throw new NotHere("neither a control group nor systemd-run can be had");
  return limit;
}

/** Ours and the yardstick change places from run to run, so that neither has the better one always. */
async function inTurn(row: Row, limit: HardLimit | undefined, bench: Bench): Promise<Measured> {
  const [ours, theirs]: [Cost[], Cost[]] = [[], []];
  const runs = Math.min(bench.runs, row.mostRuns ?? Infinity);
  let written = 0;
  for (let run = 0; run < runs; run++) {
    const measureOurs = async () => {
      ours.push(await measure(row.ours, row.cache, bench.places, limit));
      if (row.ours.writes) written = bytesIn(bench.places.out);
    };
    const measureTheirs = async () => {
      if (row.yardstick === undefined) return;
      theirs.push(await measure(row.yardstick, row.cache, bench.places));
    };
    const order = [measureOurs, measureTheirs];
    for (const measureNext of run % 2 === 0 ? order : order.toReversed()) await measureNext();
    bench.tell(`${row.name} ${run + 1}/${runs}: ${seconds(ours)}${seconds(theirs, " against ")}`);
  }
  remove(bench.places.out);
  const read = row.ours.reads.reduce((sum, it) => sum + bytesIn(bench.places.source(it)), 0);
  return { row, ours, theirs, moved: read + written, ...(limit && { limitedBy: limit.by }) };
}

function seconds(costs: readonly Cost[], before = ""): string {
  const last = costs.at(-1);
  return last === undefined ? "" : `${before}${last.wall.toFixed(2)} s`;
}

/**
 * Only the program itself is within the time.
 *
 * Where memory is full of other files, what is written has to wait for them to be given up, so it is emptied; the program and
 * its modules, which are some of those files, are fetched again.
 */
async function measure(
  side: Side,
  cache: Row["cache"],
  places: Places,
  limit?: HardLimit,
): Promise<Cost> {
  remove(places.out);
  await settle();
  if (cache !== undefined) {
    if (await dropCaches()) await timed(side.rehearsal);
    if (cache === "warm") side.reads.forEach((name) => warm(places.source(name)));
    await backMemory();
  }
  const command = side.command(places);
  return await timed(limit?.under(command) ?? command);
}

function remove(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
