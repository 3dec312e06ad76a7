/**
 * Hostile checkpoints given to the real command, under limits.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT } from "@tensorferry/core";
import type { Seen, Watched } from "./watch.ts";

const WATCH = fileURLToPath(new URL("./watch.ts", import.meta.url));
const MIB = 2 ** 20;

/** Memory that suffices where nothing is said: the command alone has about 80 MiB, and a header or index 200 MB. */
const MOST_BYTES = 512 * MIB;
/** Time that suffices, on a machine with others. What is refused at once takes a fifth of a second. */
const MOST_MILLISECONDS = 30_000;

/** Everything that could drive a terminal, but the ends of lines. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** What may be said of a case besides its files. */
export interface Terms {
  /** `inspect` where nothing is said. */
  readonly verb?: "inspect" | "plan" | "convert";
  readonly more?: readonly string[];
  /** What it exits with; one of source and plan where nothing is said. */
  readonly code?: number;
  readonly mostMiB?: number;
  readonly fifos?: readonly string[];
  readonly cut?: { readonly file: string; readonly byteLength: number };
}

/** A hostile checkpoint: what it is, what is said of it, how it is made in its folder. */
export type HostileCase = readonly [
  what: string,
  said: RegExp,
  make: (folder: string) => void,
  terms?: Terms,
];

/** Tests that each case is refused: with a code of its kind, in one line that is safe to show, in time and memory. */
export function testRefusals(kind: string, cases: readonly HostileCase[]): void {
  for (const [what, said, make, terms = {}] of cases) {
    testHostile(`${kind}: ${what}`, make, terms, ({ code, stdout, stderr }, destination) => {
      assert.match(stderr, said);
      const codes: readonly number[] = terms.code === undefined
        ? [EXIT.source, EXIT.plan]
        : [terms.code];
      assert(codes.includes(code), `exit code ${code}: ${stderr}`);
      // A conversion that has begun said so before.
      if (terms.cut === undefined) {
        assert.match(stderr, /^tensorferry: [^\n]*\n$/);
        assert.equal(stdout, "");
      }
      assert(!existsSync(join(destination, "model.safetensors")), "something was committed");
    });
  }
}

/** Tests that a case is read all the same, within the limits. */
export function testReadings(kind: string, cases: readonly HostileCase[]): void {
  for (const [what, said, make, terms = {}] of cases) {
    testHostile(`${kind}: ${what}`, make, terms, ({ code, stdout, stderr }) => {
      assert.equal(code, 0, stderr);
      assert.match(stdout, said);
    });
  }
}

function testHostile(
  name: string,
  make: (folder: string) => void,
  terms: Terms,
  check: (seen: Seen, destination: string) => void,
): void {
  Deno.test({
    name,
    // Elsewhere nothing tells the memory of another process without a library of its own.
    ignore: Deno.build.os !== "linux",
    async fn() {
      const work = Deno.makeTempDirSync({ prefix: "tensorferry-hostile-" });
      const [folder, destination] = [join(work, "source"), join(work, "made")];
      try {
        mkdirSync(folder);
        make(folder);
        const seen = await run(folder, destination, terms);
        assert.equal(seen.killed, undefined, `${seen.killed}: ${seen.stderr}`);
        assert.doesNotMatch(seen.stdout + seen.stderr, UNPRINTABLE);
        check(seen, destination);
      } finally {
        rmSync(work, { recursive: true });
      }
    },
  });
}

async function run(folder: string, destination: string, terms: Terms): Promise<Seen> {
  const { verb = "inspect", more = [], mostMiB, fifos = [], cut } = terms;
  const converts = verb === "convert";
  const watched: Watched = {
    args: [verb, folder, ...converts ? [destination] : [], ...more],
    read: [folder, ...converts ? [destination] : []],
    write: converts ? [destination] : [],
    mostBytes: mostMiB === undefined ? MOST_BYTES : mostMiB * MIB,
    mostMilliseconds: MOST_MILLISECONDS,
    fifos: fifos.map((file) => join(folder, file)),
    ...cut === undefined ? {} : { cut: { ...cut, path: join(folder, cut.file) } },
  };
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", WATCH, JSON.stringify(watched)],
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
