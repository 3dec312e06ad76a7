import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DestinationError } from "../errors.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { createFile } from "./output_file.ts";

function inFolder(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test(`createFile() ${name}`, async () => {
    using folder = temporaryFolder();
    await body(folder.path);
  });
}

inFolder("writes at any position, in any order", async (folder) => {
  const path = join(folder, "a");
  const file = createFile(path);
  file.write(4, Uint8Array.of(5, 6));
  file.write(0, Uint8Array.of(1, 2, 3, 4));
  await file.sync();
  await file.close();
  assert.deepEqual([...readFileSync(path)], [1, 2, 3, 4, 5, 6]);
});

inFolder("gives the mode that the umask leaves, as any program does", async (folder) => {
  if (Deno.build.os === "windows") return;
  const [ours, plain] = [join(folder, "ours"), join(folder, "plain")];
  await createFile(ours).close();
  Deno.writeTextFileSync(plain, "");
  assert.equal(statSync(ours).mode, statSync(plain).mode);
});

inFolder("refuses a file that is there, and a folder that is not", async (folder) => {
  const path = join(folder, "a");
  await createFile(path).close();
  assert.throws(() => createFile(path), DestinationError);
  assert.throws(() => createFile(join(folder, "no", "a")), /Nothing was committed/);
});

inFolder("sets the disk to work while more is written, and waits for it", async (folder) => {
  const file = createFile(join(folder, "a"), true);
  const piece = new Uint8Array(2 ** 24).fill(7);
  for (let i = 0; i < 9; i++) file.write(i * piece.length, piece);
  await file.sync();
  await file.close();
  assert.equal(statSync(join(folder, "a")).size, 9 * piece.length);
});
