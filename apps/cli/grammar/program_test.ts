import assert from "node:assert/strict";
import fc from "fast-check";
import { mistaken, said } from "./testing/ferry.ts";

const unspoken = {
  text: undefined,
  often: [],
  "two-words": "none",
  size: undefined,
  kind: "raft",
  "no-wait": false,
  quiet: false,
  to: undefined,
};

Deno.test("answer() reads options of every kind, before, between and after the arguments", async () => {
  assert.deepEqual(await said("row", "a"), { request: { ...unspoken, from: "a" } });
  const all = ["--no-wait", "--often", "x", "a", "--size=7", "--often=y", "b", "--kind", "barge"];
  assert.deepEqual(await said("row", ...all, "--two-words", "z", "--quiet", "--text", "t"), {
    request: {
      text: "t",
      often: ["x", "y"],
      "two-words": "z",
      size: 7,
      kind: "barge",
      "no-wait": true,
      quiet: true,
      from: "a",
      to: "b",
    },
  });
});

Deno.test("answer() takes a dash for an argument, and everything after two", async () => {
  assert.deepEqual(await said("row", "-", "-"), { request: { ...unspoken, from: "-", to: "-" } });
  assert.deepEqual(await said("row", "--quiet", "--", "--help", "--"), {
    request: { ...unspoken, quiet: true, from: "--help", to: "--" },
  });
  assert.deepEqual(await said("row", "--text", "--", "a"), {
    request: { ...unspoken, text: "--", from: "a" },
  });
});

Deno.test("answer() goes by the verb that stands for its group", async () => {
  for (const words of [["pier", "--quiet"], ["pier", "quiet", "--quiet"]]) {
    assert.deepEqual(await said(...words), { request: { quiet: true } });
  }
  assert.deepEqual(await said("pier"), { request: { quiet: false } });
});

/** Any value but what asks for help wherever it stands, with those that look like something else more often than by chance. */
const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "-",
    "--",
    "-x",
    "--x",
    "--quiet",
    "--size=1",
    "a\nb",
    "--a\n",
    "-\u2028",
    "=",
    "--=",
  ),
).filter((text) => text !== "--help" && text !== "--version");

Deno.test("answer() hands on every value as it was given, however it is", async () => {
  await fc.assert(fc.asyncProperty(value, value, async (text, argument) => {
    const from = argument === "" ? "." : argument;
    for (const given of [["--text", text], [`--text=${text}`]]) {
      assert.deepEqual(await said("row", ...given, "--often", text, "--", from, text), {
        request: { ...unspoken, text, often: [text], from, to: text },
      });
    }
  }));
});

Deno.test("answer() knows no option but those that are spelt as they are defined", async () => {
  const names = ["text", "often", "two-words", "size", "kind", "no-wait", "quiet"];
  const near = [
    ...names.flatMap((name) => [`no-${name}`, `no${name}`, name.toUpperCase(), name.slice(1)]),
    ...names.flatMap((name) => [name.slice(0, -1), `-${name}`, ` ${name}`, name.replace("-", "_")]),
    ...["noText", "noQuiet", "twoWords", "noWait", "wait", "helpAll", "h", "v", "H", "1", ""],
    ...Object.getOwnPropertyNames(Object.prototype),
    ...["to-string", "value-of", "has-own-property", "ünï"],
  ].filter((name) => !names.includes(name));
  const words = near.flatMap((
    name,
  ) => [`--${name}=x`, ...name === "" ? [] : [`--${name}`, `-${name}`]]);
  for (const word of words.filter((word) => !names.some((name) => word === `--${name}`))) {
    for (const given of [["row", "a", word], ["row", word, "a"], ["pier", word], [word, "row"]]) {
      const mistake = await mistaken(...given);
      assert(mistake.startsWith("Unexpected option or subcommand: `"), `${given}: ${mistake}`);
    }
  }
});

Deno.test("answer() says what is wrong, where, and what would do", async () => {
  const cases: [words: string[], says: string][] = [
    [[], "Expected a `VERB`, but too few arguments."],
    [[""], "Unexpected option or subcommand: ``."],
    [["--"], "Unexpected option or subcommand: `--`."],
    [["rwo"], "Unexpected option or subcommand: `rwo`. Did you mean `row`?"],
    [["constructor"], "Unexpected option or subcommand: `constructor`."],
    [["pier", "quit"], "Unexpected option or subcommand: `quit`. Did you mean `quiet`?"],
    [["--quiet", "row", "a"], "Unexpected option or subcommand: `--quiet`."],
    [["row"], "Expected a `FROM`, but too few arguments."],
    [["row", ""], "`FROM`: A place must not be empty."],
    [["row", "a", "b", "c"], "Unexpected option or subcommand: `c`."],
    [["row", "a", "--qiet"], "Unexpected option or subcommand: `--qiet`. Did you mean `--quiet`?"],
    [["row", "a", "-q"], "Unexpected option or subcommand: `-q`."],
    [["row", "a", "-1"], "Unexpected option or subcommand: `-1`."],
    [["row", "a", "--help=x"], "Unexpected option or subcommand: `--help`."],
    [["row", "a", "--quiet", "--quiet"], "`--quiet` cannot be used multiple times."],
    [["row", "a", "--text", "x", "--text=y"], "`--text` cannot be used multiple times."],
    [["row", "a", "--quiet=true"], 'Flag `--quiet` does not accept a value, but got: "true".'],
    [["row", "a", "--quiet="], 'Flag `--quiet` does not accept a value, but got: "".'],
    [["row", "a", "--text"], "`--text` requires `TEXT`."],
    [["row", "a", "--often"], "`--often` requires `TEXT`."],
    [["row", "a", "--kind"], "`--kind` requires `KIND`."],
    [["row", "a", "--kind", "tub"], '`--kind`: Expected one of "raft" and "barge", but got "tub".'],
    [["row", "a", "--kind="], '`--kind`: Expected one of "raft" and "barge", but got "".'],
    [["row", "a", "--size", "x"], '`--size`: Expected a valid integer, but got "x".'],
    [["row", "a", "--size", "1e1"], '`--size`: Expected a valid integer, but got "1e1".'],
    [["row", "a", "--size", " 1"], '`--size`: Expected a valid integer, but got " 1".'],
    [["row", "a", "--size="], '`--size`: Expected a valid integer, but got "".'],
    [
      ["row", "a", "--size", "-5"],
      '`--size`: Expected a value greater than or equal to 1, but got "-5".',
    ],
    [
      ["row", "a", "--size=100"],
      '`--size`: Expected a value less than or equal to 99, but got "100".',
    ],
    [["rest"], "Missing option `--must`."],
  ];
  for (const [words, says] of cases) assert.equal(await mistaken(...words), says);
});

Deno.test("answer() gives help and version for whatever else is said", async () => {
  assert.deepEqual(await said("row", "--bogus", "--version"), { text: "1.2.3\n" });
  const help = await said("row", "--help");
  assert("text" in help);
  assert.deepEqual(await said("row", "a", "--text", "--help", "-x"), help);
  assert.notDeepEqual(await said("--help", "row"), help);
  assert.equal(await mistaken("rwo", "--help"), await mistaken("rwo"));
});
