import assert from "node:assert/strict";
import { shellWord } from "./shell_word.ts";

Deno.test("shellWord() quotes only what a shell would change", () => {
  const cases: [text: string, word: string][] = [
    ["--allow-read=/a/b-c,~/d", "--allow-read=/a/b-c,~/d"],
    ["a b", "'a b'"],
    ["it's $HOME", `'it'\\''s $HOME'`],
    ["", "''"],
  ];
  for (const [text, word] of cases) assert.equal(shellWord(text), word);
});
