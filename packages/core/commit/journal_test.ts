import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { JOURNAL_FILE, openJournal, readJournal } from "./journal.ts";

const beginning = { program: "1", digest: "sha256:0", source: [{ name: "a" }] };
const file = { file: "b", synced: true, byteLength: 3, crc32: 7, tensors: [[0, 7]] as const };
const commitment = {
  files: [{ file: "b", byteLength: 3, crc32: 7 }],
  old: ["c"],
  synced: true,
};

function inFolder(name: string, body: (folder: string) => void): void {
  Deno.test(`journal: ${name}`, () => {
    using folder = temporaryFolder();
    body(folder.path);
  });
}

inFolder("what is written is read, and nothing where there is none", (folder) => {
  assert.equal(readJournal(folder), undefined);
  const journal = openJournal(folder, beginning, true);
  journal.finished(file);
  journal.commitment(commitment);
  journal.close();
  const { finished, ...rest } = readJournal(folder)!;
  assert.deepEqual([...finished], [["b", file]]);
  const { length } = readFileSync(join(folder, JOURNAL_FILE));
  assert.deepEqual(rest, { beginning, commitment, byteLength: length });
});

inFolder("a file that was taken back is not complete until it is again", (folder) => {
  const journal = openJournal(folder, beginning, false);
  const finished = () => [...readJournal(folder)!.finished.keys()];
  journal.finished(file);
  journal.discarded(file.file);
  assert.deepEqual(finished(), []);
  journal.finished(file);
  assert.deepEqual(finished(), ["b"]);
  journal.close();
});

inFolder("a line that is not whole has not been written, wherever it ends", (folder) => {
  const path = join(folder, JOURNAL_FILE);
  const journal = openJournal(folder, beginning, false);
  journal.finished(file);
  journal.commitment(commitment);
  journal.close();
  const whole = readFileSync(path);
  const [first, second] = [whole.indexOf(10), whole.indexOf(10, whole.indexOf(10) + 1)];
  for (let length = 0; length < whole.length; length++) {
    for (const tail of [new Uint8Array(), new Uint8Array(9)]) {
      writeFileSync(path, Uint8Array.of(...whole.subarray(0, length), ...tail));
      const record = readJournal(folder);
      assert.equal(record === undefined, length <= first);
      assert.equal(record?.finished.size ?? 0, length > second ? 1 : 0);
      assert.equal(record?.commitment, undefined);
      if (record === undefined) continue;
      const again = openJournal(folder, record, false);
      again.commitment(commitment);
      again.close();
      assert.deepEqual(readJournal(folder)!.commitment, commitment);
    }
  }
});

inFolder("a commitment that was taken back is none", (folder) => {
  const journal = openJournal(folder, beginning, false);
  journal.commitment(commitment);
  journal.commitment(undefined);
  journal.close();
  assert.equal(readJournal(folder)!.commitment, undefined);
});

inFolder("no name in it leads out of the folder", (folder) => {
  for (const name of ["../x", "/x", "..", ".", "", "a\\b", "a\0b", 7]) {
    const lines = [
      { journal: 2, beginning },
      { commitment: { files: [{ ...file, file: name }], old: [] } },
      { commitment: { files: [], old: [name] } },
      { finished: { ...file, file: name } },
      { discarded: name },
    ];
    for (const line of lines.slice(1)) {
      const text = [lines[0], line].map((line) => `${JSON.stringify(line)}\n`).join("");
      writeFileSync(join(folder, JOURNAL_FILE), text);
      const { finished, commitment } = readJournal(folder)!;
      assert.deepEqual([finished.size, commitment], [0, undefined]);
    }
  }
});
