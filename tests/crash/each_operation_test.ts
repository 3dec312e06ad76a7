// deno-lint-ignore-file no-console
/**
 * Conversions that die, or fail, at each of their file operations.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isTensorferryError } from "@tensorferry/core";
import { dcp } from "@tensorferry/torch";
import { workFolder } from "../cli_fixture.ts";
import { areSame, contentsOf } from "../folder_fixture.ts";
import { assertMade, type Conversion, convert, judge, resetTo } from "./crash_fixture.ts";
import {
  Dead,
  deathAt,
  failureAt,
  type Interference,
  withInterference,
} from "./file_operations.ts";

const TO_FOUR_FILES: Conversion = { to: "transformers", maxShardSize: 100e3 };
const TO_ONE_FILE: Conversion = { to: "hf", maxShardSize: 1e9 };
const TO_RANKS: Conversion = { to: "torchtitan", container: dcp({ ranks: 2 }) };

/** What is converted, in place of what. With `every`, of the operations before the commit only some are tried. */
interface Case {
  readonly what: string;
  readonly old?: Conversion;
  readonly conversion: Conversion;
  readonly every?: number;
}

/** Operations from the end among which the whole commit is. */
const OF_COMMIT = 90;

const CASES: readonly Case[] = [
  { what: "into a new folder", conversion: TO_FOUR_FILES },
  { what: "in place of one file", old: TO_ONE_FILE, conversion: TO_FOUR_FILES },
  { what: "in place of four files and an index", old: TO_FOUR_FILES, conversion: TO_ONE_FILE },
  { what: "in place of another container", old: TO_FOUR_FILES, conversion: TO_RANKS, every: 8 },
];

for (const { what, old, conversion, every = 1 } of CASES) {
  Deno.test(`killed at each file operation, ${what}, a conversion leaves old, new or none, and goes on`, async () => {
    using work = workFolder();
    const [to, before] = [work.path("to"), work.path("before")];
    if (old !== undefined) await convert(before, old, { sync: false });
    await convert(work.path("made"), conversion, { sync: false });
    const made = contentsOf(work.path("made"));
    const counts = { old: 0, new: 0, "no checkpoint": 0, resumed: 0 };
    resetTo(to, old && before);
    const { operations } = await interrupted(to, conversion, () => {});
    for (const number of tried(operations, every)) {
      resetTo(to, old && before);
      const end = await interrupted(to, conversion, deathAt(number));
      if (end.error !== undefined) assert(causes(end.error).some((cause) => cause instanceof Dead));
      counts[judge(to, contentsOf(before), made)]++;
      // Every third time it is another conversion that comes next.
      if (number % 3 === 0) {
        await convert(to, TO_ONE_FILE, { sync: false, restart: true });
      }
      const onNotice = ({ kind }: { kind: string }) => {
        if (kind === "resumed") counts.resumed++;
      };
      await convert(to, conversion, { sync: false, onNotice });
      assertMade(to, made);
    }
    console.log(what, counts);
    assert(counts["no checkpoint"] > 0 && counts.new > 0 && counts.resumed > 0);
    assert(old === undefined || counts.old > 0);
  });

  Deno.test(`failing at each file operation, ${what}, a conversion says so and loses nothing`, async () => {
    using work = workFolder();
    const [to, before] = [work.path("to"), work.path("before")];
    if (old !== undefined) await convert(before, old, { sync: false });
    await convert(work.path("made"), conversion, { sync: false });
    const [was, made] = [contentsOf(before), contentsOf(work.path("made"))];
    const counts = { failed: 0, managed: 0 };
    resetTo(to, old && before);
    const { operations } = await interrupted(to, conversion, () => {});
    for (const number of tried(operations, every)) {
      resetTo(to, old && before);
      const fail = failureAt(number, () => new Error("No space left on device (os error 28)"));
      const { error: failed } = await interrupted(to, conversion, fail);
      if (failed === undefined) {
        counts.managed++;
        assert(areSame(contentsOf(to), made));
      } else {
        counts.failed++;
        assert.match(String(failed), /No space left/);
        assert(areSame(contentsOf(to), was), `not as it was after ${number}: ${failed}`);
        const isKept = existsSync(join(to, ".tensorferry-staging"));
        assert.equal(existsSync(to), old !== undefined || isKept);
      }
      await convert(to, conversion, { sync: false });
      assertMade(to, made);
    }
    console.log(what, counts);
    assert(counts.failed > 0);
  });
}

/** The numbers of the operations that are tried. */
function tried(operations: number, every: number): number[] {
  return Array.from({ length: operations }, (_, i) => i + 1)
    .filter((number) => number % every === 0 || number > operations - OF_COMMIT);
}

/** Converts with interference: how that ended, and after how many operations. */
async function interrupted(
  to: string,
  conversion: Conversion,
  interfere: Interference,
): Promise<{ error: unknown; operations: number }> {
  let operations = 0;
  const counting: Interference = (operation) => {
    operations = operation.number;
    return interfere(operation);
  };
  const error = await convert(to, conversion, {}, (write) => withInterference(counting, write))
    .then(() => undefined, (error: unknown) => error);
  return { error, operations };
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

Deno.test("what fails in the files of a conversion is told with file, position and tensor", async () => {
  using work = workFolder();
  const messages = new Set<string>();
  for (let number = 1; messages.size < 400; number++) {
    const fail = failureAt(number, () => new Error("Input/output error (os error 5)"));
    let name = "";
    const { error } = await interrupted(work.path(`to${number}`), TO_ONE_FILE, (operation) => {
      if (operation.number === number) name = operation.name;
      return fail(operation);
    });
    if (name === "") break;
    if (error === undefined || !/^(read|write)(Sync)?$/.test(name)) continue;
    assert(isTensorferryError(error), `${name}: ${error}`);
    messages.add(error.message.replace(/\/\S*\//, ""));
  }
  const all = [...messages].join("\n");
  assert.match(
    all,
    /^Cannot read \d+ bytes at \d+ of model-\S+\.safetensors, for tensor "\S+": Input/m,
  );
  assert.match(
    all,
    /^Cannot write model\.safetensors: for tensor "\S+", Input.*, writing \d+ bytes at \d+/m,
  );
});
