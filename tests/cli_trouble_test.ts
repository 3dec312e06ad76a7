import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import {
  copyCheckpoint,
  hfFixture,
  jsonLines,
  tensorferry,
  workFolder,
  writeNamed,
} from "./cli_fixture.ts";

const gqa = hfFixture("llama-gqa");

Deno.test("trouble is one line on stderr, with an exit code for its kind", async () => {
  using work = workFolder();
  const nothing = work.path("nothing");
  const text = work.path("text.safetensors");
  writeFileSync(text, "this is not a header of safetensors");
  const cases: [args: string[], code: number, says: RegExp][] = [
    [[], 2, /See tensorferry --help/],
    [["conver", gqa], 2, /Did you mean `convert`\?/],
    [["plan", gqa, "--tu", "hf"], 2, /`--tu`/],
    [["plan", gqa, "--memory", "big"], 2, /Cannot read "big" as a size/],
    [["plan", gqa, "--dtype", "int8"], 2, /"keep", "float32"/],
    [["plan", gqa, "--include", "nothing.*"], 2, /none of the 30 tensors has such a name/],
    [["inspect", nothing], 3, /nothing is there/],
    [["inspect", text], 3, /text\.safetensors/],
    [["plan", gqa, "--to", "megatron"], 4, /plugin llama has hf, transformers, torchtitan/],
    [["plan", gqa, "--memory", "1kB"], 4, /Give --memory \d+/],
    [["convert", gqa, `${gqa}/inside`], 5, /inside it/],
  ];
  for (const [args, code, says] of cases) {
    const found = await tensorferry(args, {
      read: [gqa, work.path("")],
      write: [`${gqa}/inside`],
    });
    assert.match(found.stderr, says);
    assert.equal(found.code, code, found.stderr);
    assert.match(found.stderr, /(^|\n)tensorferry: .*\n$/);
    assert.equal(found.stdout, "");
  }
});

Deno.test("trouble is an event with --json", async () => {
  const asked = ["plan", gqa, "--to", "megatron", "--json"];
  const [event] = jsonLines(await tensorferry(asked, { read: [gqa] }));
  assert.equal(event!["event"], "error");
  assert.equal(event!["tag"], "Layout");
  assert.equal(event!["exitCode"], 4);
  const [mistake] = jsonLines(await tensorferry(["plan", "--json"]));
  assert.equal(mistake!["tag"], "Usage");
  assert.equal(mistake!["exitCode"], 2);
});

Deno.test("a grant that lacks is named before anything is done", async () => {
  using work = workFolder();
  const to = work.path("a b,c");
  const { code, stderr } = await tensorferry(["convert", gqa, to], { read: [gqa] });
  assert.equal(code, 2);
  const flags = `'--allow-read=${gqa},${to.replace(",", ",,")}' '--allow-write=${
    to.replace(",", ",,")
  }'`;
  assert(stderr.includes(`Deno does not allow it. Run it with ${flags}`), stderr);
});

Deno.test("a folder is asked for where a file of it is named", async () => {
  const file = `${gqa}/model-00001-of-00003.safetensors`;
  const refused = await tensorferry(["inspect", file], { read: [file] });
  assert.equal(refused.code, 2);
  assert(refused.stderr.includes(`--allow-read=${gqa}\n`), refused.stderr);
  assert.equal((await tensorferry(["inspect", file], { read: [gqa] })).code, 0);
});

Deno.test("verify says which tensors differ, where first and by how much, and exits with 1", async () => {
  using work = workFolder();
  const [a, b] = [work.path("a"), work.path("b")];
  writeNamed(a, ["x", "y", "only.a"]);
  writeNamed(b, ["x", "y", "only.b"]);
  const bytes = Deno.readFileSync(`${b}/model.safetensors`);
  bytes[bytes.length - 1]! += 5; // The last byte of y, which is written last.
  Deno.writeFileSync(`${b}/model.safetensors`, bytes);
  const { code, stdout } = await tensorferry(["verify", a, b], { read: [a, b] });
  assert.equal(code, 1);
  assert.match(stdout, /^Different: 3 tensors/);
  assert.match(stdout, /neither has a config\.json.*Give --config$/m);
  assert.match(stdout, /^ {2}only\.a: only in A$/m);
  assert.match(stdout, /^ {2}only\.b: only in B$/m);
  assert.match(
    stdout,
    /y: 1 of 2 elements, the first at \[1\]: 2 in A, 7 in B; the largest difference is 5$/m,
  );
  const events = jsonLines(await tensorferry(["verify", a, b, "--json"], { read: [a, b] }));
  assert.equal(events.at(-1)!["same"], false);
});

Deno.test("what would be ignored is refused", async () => {
  const refused: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    ...["--verify", "--overwrite", "--restart", "--threads=2"].map((option) =>
      [["convert", gqa, "-", option], /^tensorferry: Cannot use --\w+ with a stream/] as const
    ),
    ...["--exact", "--memory=1MB", "--state=all", "--plugin=llama", "--trust", "--config=a.json"]
      .map((option) =>
        [["verify", gqa, option], /^tensorferry: Cannot use --\w+ with one/] as const
      ),
  ];
  for (const [args, says] of refused) {
    const { code, stdout, stderr } = await tensorferry(args, { read: [gqa] });
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, says);
  }
});

Deno.test("an architecture that nobody serves is not called different in another layout", async () => {
  using work = workFolder();
  const [from, to] = [work.path("from"), work.path("to")];
  const grants = { read: [gqa, from, to], write: [to] };
  assert.equal((await tensorferry(["convert", gqa, to, "--to", "torchtitan"], grants)).code, 0);
  copyCheckpoint(gqa, from);
  for (const folder of [from, to]) {
    writeFileSync(`${folder}/config.json`, `{"model_type": "unheard_of"}`);
  }
  const { code, stderr } = await tensorferry(["verify", from, to], grants);
  assert.equal(code, 4);
  assert.match(stderr, /no plugin serves it/);
  const config = `${gqa}/config.json`;
  for (const folder of [from, to]) rmSync(`${folder}/config.json`);
  const told = await tensorferry(["verify", from, to, "--config", config], grants);
  assert.equal(told.code, 0, told.stderr);
});

Deno.test("files of any name go along, and no path of this machine does", async () => {
  using work = workFolder();
  const [from, to] = [work.path("from"), work.path("to")];
  copyCheckpoint(gqa, from);
  for (const name of ["lock", "journal"]) writeFileSync(`${from}/${name}`, name);
  const index = `${from}/model.safetensors.index.json`;
  const grants = { read: [from, to], write: [to] };
  const whole = await tensorferry(["convert", from, to], grants);
  assert.equal(whole.code, 0, whole.stderr);
  for (const name of ["lock", "journal"]) {
    assert.equal(Deno.readTextFileSync(`${to}/${name}`), name);
  }
  const again = await tensorferry(["convert", index, to, "--overwrite"], grants);
  assert.equal(again.code, 0, again.stderr);
  assert(!Deno.readTextFileSync(`${to}/tensorferry.json`).includes(work.path("")));
});

Deno.test("names never reach a terminal raw", async () => {
  using work = workFolder();
  const [a, b] = [work.path("a"), work.path("b")];
  writeNamed(a, ["evil\x1b]0;owned\x07\r\n.weight", "x\u202ey"]);
  writeNamed(b, ["other"]);
  for (const args of [["inspect", a], ["plan", a], ["verify", a, b], ["plan", a, "--to", "hf"]]) {
    const { stdout, stderr } = await tensorferry(args, { read: [a, b] });
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  }
  const { stdout } = await tensorferry(["inspect", a], { read: [a] });
  assert(stdout.includes("evil\\u001b]0;owned\\u0007\\u000d\\u000a"));
});

Deno.test("an architecture that nobody serves can be inspected and resharded, not converted", async () => {
  using work = workFolder();
  const [from, to] = [work.path("from"), work.path("to")];
  copyCheckpoint(gqa, from);
  writeFileSync(`${from}/config.json`, `{"model_type": "unheard_of"}`);
  const inspected = await tensorferry(["inspect", from], { read: [from] });
  assert.equal(inspected.code, 0);
  assert.match(inspected.stdout, /^Architecture {2}unheard_of$/m);
  assert.match(inspected.stdout, /^Layout {8}unknown: .*no plugin serves it/m);
  const grants = { read: [from, to], write: [to] };
  assert.equal((await tensorferry(["convert", from, to, "--to", "hf"], grants)).code, 4);
  assert.equal((await tensorferry(["convert", from, to], grants)).code, 0);
  rmSync(`${from}/config.json`);
  const config = `${gqa}/config.json`;
  const named = await tensorferry(["inspect", from, "--config", config], { read: [from, config] });
  assert.match(named.stdout, /^Layout {8}hf, /m);
});
