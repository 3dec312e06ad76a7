import assert from "node:assert/strict";
import { answer } from "./program.ts";
import { ferry } from "./testing/ferry.ts";

/** The help of these verbs, for a page. */
async function help(columns: number, words: string[], colours = false): Promise<string> {
  const answered = await answer(ferry, [...words, "--help"], { columns, colours });
  assert("text" in answered);
  return answered.text;
}

Deno.test("helpText() shows a verb with its options and arguments", async () => {
  assert.equal(
    await help(80, ["row"]),
    `Cross.
Usage: ferry row [OPTION...] FROM [TO]

Goes from one side to the other, and says on the way how far it is, in words
that take more than a line of any terminal.

  --text TEXT                 Any.
  --often TEXT                Any number of any, so many that it takes some
                              words to say what they are good for.
  --two-words TEXT            One.
  --size N                    A number.
  --kind KIND                 On what. (choices: raft, barge)
  --no-wait                   At once.
  --quiet                     Without a word.
  FROM                        From where.
  TO                          To where.

Examples:
  ferry row here there --kind barge --text 'as it is, however long this line may be'
`,
  );
});

Deno.test("helpText() shows the verbs of a group, and the options of the one that stands for it", async () => {
  assert.equal(
    await help(80, []),
    `Ferry.
Usage: ferry VERB ...

  row                         Cross.
  rest                        Wait.
  pier                        Piers.
  --help                      Show help; after a verb, that of the verb.
  --version                   Show the version.
`,
  );
  assert.equal(
    await help(80, ["pier"]),
    `Piers.
Usage: ferry pier [OPTION...]

  quiet                       Lie at the pier.
  --quiet                     Without a word.
`,
  );
});

Deno.test("helpText() keeps to the columns of the page, down to 60, and loses no word", async () => {
  const words = (text: string) => text.split(/\s+/);
  const wide = await help(1000, ["row"]);
  for (let columns = 1; columns < 200; columns++) {
    const text = await help(columns, ["row"]);
    assert.deepEqual(words(text), words(wide));
    for (const line of text.split("\n").filter((line) => !line.startsWith("  ferry"))) {
      assert(line.length <= Math.max(columns, 60), `${line.length} of ${columns}: ${line}`);
      assert.doesNotMatch(line, /\s$/);
    }
  }
});

Deno.test("helpText() has colours only where they are wanted, and then the same text", async () => {
  const [plain, coloured] = [await help(80, ["row"]), await help(80, ["row"], true)];
  assert(!plain.includes("\x1b"));
  assert(coloured.includes("\x1b[1m--quiet\x1b[22m"));
  // deno-lint-ignore no-control-regex
  assert.equal(coloured.replaceAll(/\x1b\[\d+m/g, ""), plain);
});
