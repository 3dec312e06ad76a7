import assert from "node:assert/strict";
import { offers } from "./offers.ts";
import { ferry } from "./testing/ferry.ts";

/** What the last of the words may be, with a star for files. */
async function offered(...words: string[]): Promise<string[]> {
  const { words: found, takesFile } = await offers(ferry, words);
  return [...takesFile ? ["*"] : [], ...found.map(({ text }) => text)];
}

Deno.test("offers() knows verbs, options and values", async () => {
  const all = ["--text", "--often", "--two-words", "--size", "--kind", "--no-wait", "--quiet"];
  const cases: [words: string[], found: string[]][] = [
    [[""], ["row", "rest", "pier"]],
    [["r"], ["row", "rest"]],
    [["--"], ["--help", "--version"]],
    [["x", ""], []],
    [["pier", ""], ["quiet"]],
    [["pier", "--q"], ["--quiet"]],
    [["row", ""], ["*"]],
    [["row", "--te"], ["*", "--text"]],
    [["row", "a", "b", ""], all],
    [["row", "a", "b", "-"], ["--help", "--version", ...all]],
    [["row", "a", "--quiet", "--q"], []],
    [["row", "a", "--often", "x", "--of"], ["--often"]],
    [["row", "a", "--kind", ""], ["raft", "barge"]],
    [["row", "a", "--kind", "b"], ["barge"]],
    [["row", "a", "--kind=b"], ["--kind=barge"]],
    [["row", "a", "--two-words", "t"], ["two"]],
    [["row", "a", "--two-words", "-"], []],
    [["row", "a", "--size", ""], []],
    [["row", "a", "--quiet="], []],
    [["row", "--", "--q"], ["*"]],
    [["row", "--text", "--", "a", "--q"], ["--quiet"]],
    [["row", "a", "-x", ""], []],
    [["--constructor", "x", ""], []],
  ];
  for (const [words, found] of cases) assert.deepEqual(await offered(...words), found, `${words}`);
});

Deno.test("offers() says what a word means", async () => {
  assert.deepEqual((await offers(ferry, ["row", "a", "--two-words", "o"])).words, [
    { text: "one", description: "the first" },
  ]);
  assert.deepEqual((await offers(ferry, ["ro"])).words, [{ text: "row", description: "Cross." }]);
  assert.deepEqual((await offers(ferry, ["row", "--q"])).words, [
    { text: "--quiet", description: "Without a word." },
  ]);
});
