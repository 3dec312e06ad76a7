import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DestinationError } from "../errors.ts";
import { createFile } from "./output_file.ts";

function inFolder(name: string, body: (folder: string) => void): void {
  Deno.test(`createFile() ${name}`, () => {
    const folder = Deno.makeTempDirSync();
    try {
      body(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

inFolder("writes at any position, in any order", (folder) => {
  const path = join(folder, "a");
  const file = createFile(path);
  file.write(4, Uint8Array.of(5, 6));
  file.write(0, Uint8Array.of(1, 2, 3, 4));
  file.sync();
  file.close();
  assert.deepEqual([...readFileSync(path)], [1, 2, 3, 4, 5, 6]);
});

inFolder("gives the mode that the umask leaves, as any program does", (folder) => {
  if (Deno.build.os === "windows") return;
  const [ours, plain] = [join(folder, "ours"), join(folder, "plain")];
  createFile(ours).close();
  Deno.writeTextFileSync(plain, "");
  assert.equal(statSync(ours).mode, statSync(plain).mode);
});

inFolder("refuses a file that is there, and a folder that is not", (folder) => {
  const path = join(folder, "a");
  createFile(path).close();
  assert.throws(() => createFile(path), DestinationError);
  assert.throws(() => createFile(join(folder, "no", "a")), /Nothing was committed/);
});
