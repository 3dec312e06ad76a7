import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadCrc32 } from "../checksum/crc32.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { openMeter } from "./meter.ts";
import { writeSmall } from "./small_files.ts";

const PIECES = Array.from({ length: 10 }, (_, i) => new Uint8Array(100).fill(i));

Deno.test("writeSmall() leaves off in the middle of a file when it is told to", async () => {
  using folder = temporaryFolder();
  const stop = new AbortController();
  const write = async (file: string, pieces: Iterable<Uint8Array>) =>
    await writeSmall(file, pieces, {
      path: (name) => join(folder.path, name),
      sync: false,
      crc32: await loadCrc32(),
      meter: openMeter<object>({
        total: Infinity,
        signal: stop.signal,
        report: () => {},
        turnEvery: -1,
      }),
    });
  const { byteLength } = await write("whole", PIECES);
  assert.equal(byteLength, 1000);
  assert.deepEqual([...readFileSync(join(folder.path, "whole"))], PIECES.flatMap((p) => [...p]));
  const stopped = PIECES.values().map((piece, i) => {
    if (i === 2) stop.abort();
    return piece;
  });
  await assert.rejects(write("part", stopped), { name: "AbortError" });
  assert.equal(statSync(join(folder.path, "part")).size, 300);
});
