import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Notice, WriteOptions } from "@tensorferry/core";
import { workFolder } from "../cli_fixture.ts";
import { areSame, assertSame, contentsOf, STAGING } from "../folder_fixture.ts";
import { assertMade, type Conversion, convert, judge, resetTo } from "./crash_fixture.ts";
import { deathAt, type Interference, withInterference } from "./file_operations.ts";

/** Two files and an index, in place of others of the same names. */
const OLD: Conversion = { to: "hf", maxShardSize: 200e3 };
const NEW: Conversion = { to: "torchtitan", maxShardSize: 200e3 };

/** What a power cut makes of a file that was not on the disk: its size is there and its bytes are not, or neither, or not even its name. */
const CUTS: Readonly<Record<string, (path: string) => void>> = {
  "zeros": (path) => writeFileSync(path, new Uint8Array(readFileSync(path).length)),
  "empty": (path) => writeFileSync(path, ""),
  "gone": (path) => rmSync(path),
};

/** Converts, and dies before the rename of this number; how many there were until then. */
async function killedAtRename(to: string, number: number, sync: boolean): Promise<number> {
  let renames = 0;
  const interfere: Interference = ({ name }) => {
    if (name === "renameSync") renames++;
    if (renames < number) return;
    return {
      instead() {
        throw new Error("dead");
      },
    };
  };
  await convert(to, NEW, { sync }, (write) => withInterference(interfere, write)).catch(() => {});
  return renames;
}

/** Converts, and answers the operations that took, by name, and the notices. */
async function observed(to: string, conversion: Conversion, options: WriteOptions) {
  const operations = new Map<string, number>();
  const notices: Notice[] = [];
  const count: Interference = ({ name }) => {
    operations.set(name, 1 + (operations.get(name) ?? 0));
  };
  const onNotice = (notice: Notice) => void notices.push(notice);
  await convert(
    to,
    conversion,
    { ...options, onNotice },
    (write) => withInterference(count, write),
  );
  const times = (...names: string[]) =>
    names.reduce((sum, name) => sum + (operations.get(name) ?? 0), 0);
  return { times, notices, kinds: notices.map(({ kind }) => kind) };
}

/** A folder in which a conversion was killed, and what it would have become. */
async function killedOnes(work: ReturnType<typeof workFolder>, sync: boolean) {
  const [before, made] = [work.path("before"), work.path("made")];
  await convert(before, OLD, { sync: false });
  await convert(made, NEW, { sync: false });
  resetTo(work.path("to"), before);
  const renames = await killedAtRename(work.path("to"), Infinity, sync);
  assert.equal(renames, contentsOf(before).size + contentsOf(made).size);
  return {
    renames,
    was: contentsOf(before),
    made: contentsOf(made),
    /** Dies before a rename, and answers where a file is then that was to be put in place. */
    async killedAt(number: number): Promise<(file: string) => string> {
      resetTo(work.path("to"), before);
      await killedAtRename(work.path("to"), number, sync);
      return (file) => {
        const staged = join(work.path("to"), STAGING, file);
        return existsSync(staged) ? staged : join(work.path("to"), file);
      };
    },
  };
}

Deno.test("a commit that did not wait for the disk is taken back where a power cut took of its files, and made again", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, was, made, killedAt } = await killedOnes(work, false);
  // The small files of both are the same, so that it does not matter which of them is there.
  const files = [...made].filter(([file, bytes]) =>
    !areSame(new Map([[file, bytes]]), new Map([[file, was.get(file) ?? new Uint8Array()]]))
  ).map(([file]) => file);
  assert(files.length > 2);
  for (let number = 1; number <= renames; number++) {
    for (const [what, cut] of Object.entries(CUTS)) {
      const file = files[number % files.length]!;
      const place = await killedAt(number);
      cut(place(file));
      const about = `${file} ${what} before rename ${number}`;
      if (number % 2 === 0) {
        await assert.rejects(convert(to, OLD), /is another.*--restart/, about);
        assertSame(contentsOf(to), was);
      }
      const { notices } = await observed(to, NEW, {});
      assertMade(to, made);
      if (number % 2 === 0) continue;
      const [first] = notices;
      assert(first?.kind === "taken-back", about);
      assert.equal(first.files, made.size);
      assert.deepEqual(first.faults.map(({ file }) => file), [file]);
    }
  }
});

Deno.test("a commit that did not wait for the disk goes on where all is whole, and is then on the disk if that is asked for", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, made, killedAt } = await killedOnes(work, false);
  for (let number = 1; number <= renames; number += 3) {
    for (const sync of [true, false]) {
      await killedAt(number);
      const { times, kinds } = await observed(to, NEW, { sync });
      assert.deepEqual(kinds, ["committed"]);
      assertMade(to, made);
      const left = renames - number + 1;
      if (sync) assert(times("syncSync") >= made.size + left, `${times("syncSync")}`);
      else assert.equal(times("syncSync", "syncData"), 0);
    }
  }
});

Deno.test("a commit that waited for the disk goes on without a look at its files, unless --verify asks for it", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, made, killedAt } = await killedOnes(work, true);
  const [file] = [...made.keys()].filter((name) => name.endsWith(".safetensors"));
  for (let number = 1; number <= renames; number += 3) {
    await killedAt(number);
    const quick = await observed(to, NEW, {});
    assert.deepEqual(quick.kinds, ["committed"]);
    assert.equal(quick.times("read", "readSync"), 0);
    assertMade(to, made);

    await killedAt(number);
    const verified = await observed(to, NEW, { verify: true });
    assert.deepEqual(verified.kinds, ["committed"]);
    assert(verified.times("read", "readSync") >= made.size);
    assertMade(to, made);

    const place = await killedAt(number);
    CUTS["zeros"]!(place(file!));
    const mended = await observed(to, NEW, { verify: true });
    assert.equal(mended.kinds[0], "taken-back");
    assertMade(to, made);
  }
});

Deno.test("a commit of which the old checkpoint is being removed already is made again, and puts no part of the old one back", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, made, killedAt } = await killedOnes(work, false);
  const place = await killedAt(renames);
  const replaced = join(to, STAGING, ".replaced");
  rmSync(join(replaced, "model.safetensors.index.json"));
  CUTS["empty"]!(place("config.json"));
  await assert.rejects(convert(to, NEW), /\.replaced holds files of a checkpoint/);
  assert(areSame(contentsOf(to), new Map()));
  rmSync(replaced, { recursive: true });
  await convert(to, NEW);
  assertMade(to, made);
});

Deno.test("taking a commit back may be killed at each file operation too", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, was, made, killedAt } = await killedOnes(work, false);
  const counts = { old: 0, new: 0, "no checkpoint": 0 };
  let isOver = false;
  const onNotice = () => isOver = true;
  for (let number = 1; !isOver; number++) {
    const place = await killedAt(renames - 2);
    CUTS["zeros"]!(place("model-00001-of-00002.safetensors"));
    const die = (write: () => Promise<void>) => withInterference(deathAt(number), write);
    await assert.rejects(convert(to, NEW, { onNotice }, die));
    counts[judge(to, was, made)]++;
    await convert(to, NEW, { sync: false });
    assertMade(to, made);
  }
  assert(counts.old > 5 && counts["no checkpoint"] > 20 && counts.new === 0, Deno.inspect(counts));
});

Deno.test("a stop while the files of a commit are read leaves them for the next time", async () => {
  using work = workFolder();
  const to = work.path("to");
  const { renames, made, killedAt } = await killedOnes(work, false);
  await killedAt(renames - 1);
  const stop = new AbortController();
  const stopped = { signal: stop.signal, onProgress: () => stop.abort() };
  await assert.rejects(convert(to, NEW, stopped), { name: "AbortError" });
  const { kinds } = await observed(to, NEW, {});
  assert.deepEqual(kinds, ["committed"]);
  assertMade(to, made);
});
