/**
 * transformers 5.18 loads what we wrote, and the model computes what it computed when the fixture was made.
 *
 * @module
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fixturePath, temporaryFolder, writeConverted } from "../checkpoint_fixture.ts";
import { FIXTURES, hfFolder, layoutsOf } from "../owned_layouts_fixture.ts";
import { PYTHON } from "./environment.ts";
import { askReference } from "./reference.ts";

/** So that every fixture takes several files and an index. */
const SMALL = { maxShardSize: 20_000 };

/** How far the logits may be from those that were recorded on another machine. On the same one they are the same. */
const TOLERANCE = 1e-5;

/** How transformers made a fixture. */
interface MadeBy {
  readonly class: string;
  readonly input_ids: readonly number[];
  readonly last_logits_float32: readonly number[];
}

function madeBy(fixture: string): MadeBy {
  return JSON.parse(readFileSync(fixturePath("fixtures", fixture, "made-by.json"), "utf8"));
}

/** A checkpoint to be judged. */
interface Judged {
  readonly fixture: string;
  /** Its path, which ends with the way that its tensors came. */
  readonly folder: string;
  /** Whether the tensors have the names of the modules at run time. */
  readonly at_run_time: boolean;
}

/** What the judge says of one. */
interface Verdict {
  /** What is missing, unexpected or not as it should be. */
  readonly problems: readonly string[];
  /** Of the last position, in float32. */
  readonly logits: readonly number[];
}

/** Writes a fixture in every way that transformers should be able to read: as it runs, and back from every layout. */
async function writeFixture(fixture: string, folder: string): Promise<Judged[]> {
  const write = async (source: string, way: string, to: string) => {
    const path = join(folder, fixture, way);
    // Exact, since OLMo-core's norms would round otherwise.
    await writeConverted(source, path, { ...SMALL, to, exact: true });
    return { fixture, folder: path, at_run_time: to === "transformers" };
  };
  const judged = [await write(hfFolder(fixture), "hf", "hf")];
  for (const layout of layoutsOf(fixture).filter((layout) => layout !== "hf")) {
    const there = await write(hfFolder(fixture), layout, layout);
    if (there.at_run_time) judged.push(there);
    judged.push(await write(there.folder, `${layout} and back`, "hf"));
  }
  return judged;
}

async function judge(checkpoints: readonly Judged[]): Promise<Verdict[]> {
  const questions = checkpoints.map(({ fixture, ...checkpoint }) => {
    const { class: name, input_ids } = madeBy(fixture);
    return JSON.stringify({ ...checkpoint, class: name, input_ids });
  });
  const answers = await askReference("transformers_judge.py", [], questions);
  return answers.map((answer) => JSON.parse(answer));
}

Deno.test("transformers loads what we wrote of every fixture, and computes the same", async (t) => {
  assert(existsSync(PYTHON), `${PYTHON} is not there: run \`deno task test:oracle\``);
  using folder = temporaryFolder();
  const originals = FIXTURES.map((fixture) => ({
    fixture,
    folder: hfFolder(fixture),
    at_run_time: false,
  }));
  const written: Judged[] = [];
  for (const fixture of FIXTURES) written.push(...await writeFixture(fixture, folder.path));

  const verdicts = await judge([...originals, ...written]);
  const own = new Map<string, readonly number[]>();
  for (const { fixture } of originals) {
    const { logits } = verdicts.shift()!;
    const recorded = madeBy(fixture).last_logits_float32;
    // Another processor may add in another order.
    assert(logits.every((logit, i) => Math.abs(logit - recorded[i]!) < TOLERANCE), fixture);
    own.set(fixture, logits);
  }
  for (const [i, { fixture, folder: path }] of written.entries()) {
    await t.step(relative(folder.path, path), () => {
      assert.deepEqual(verdicts[i], { problems: [], logits: own.get(fixture) });
    });
  }
});
