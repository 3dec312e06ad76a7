import { deepEqual, equal, throws } from "node:assert/strict";
import { join } from "node:path";
import { NotACheckpointError, SourceReadError } from "../errors.ts";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { filePool, openFile } from "./file_source.ts";

async function withFolder(body: (folder: string) => void | Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  await body(folder.path);
}

function write(folder: string, name: string, bytes: number[]): string {
  const path = join(folder, name);
  Deno.writeFileSync(path, new Uint8Array(bytes));
  return path;
}

function readAll(source: { byteLength: number; read(at: number, into: Uint8Array): void }) {
  const into = new Uint8Array(source.byteLength);
  source.read(0, into);
  return [...into];
}

Deno.test("openFile() reads at any position", () =>
  withFolder((folder) => {
    const file = openFile(write(folder, "a", [1, 2, 3, 4]));
    equal(file.byteLength, 4);
    const into = new Uint8Array(2);
    file.read(2, into);
    deepEqual([...into], [3, 4]);
    file.read(4, new Uint8Array(0));
    file.close();
    file.close();
  }));

Deno.test("openFile() refuses reads beyond the file, and after close", () =>
  withFolder((folder) => {
    const file = openFile(write(folder, "a", [1, 2, 3, 4]));
    for (const [position, wanted] of [[3, 2], [5, 0], [-1, 1], [0.5, 1], [NaN, 1]] as const) {
      throws(() => file.read(position, new Uint8Array(wanted)), SourceReadError);
    }
    file.close();
    throws(() => file.read(0, new Uint8Array(1)), /it was closed/);
  }));

Deno.test("openFile() notices a file that was cut while open", () =>
  withFolder((folder) => {
    const path = write(folder, "a", [1, 2, 3, 4]);
    const file = openFile(path);
    file.read(0, new Uint8Array(1));
    Deno.truncateSync(path, 2);
    throws(() => file.read(1, new Uint8Array(3)), {
      tag: "SourceRead",
      source: path,
      position: 1,
      wanted: 3,
      message: /Cannot read 3 bytes at 1 of .*: it ends after 1 of them/,
    });
    file.close();
  }));

Deno.test("openFile() follows links, and refuses what is not a regular file", () =>
  withFolder((folder) => {
    const path = write(folder, "a", [7]);
    const link = join(folder, "link");
    Deno.symlinkSync(path, link);
    const file = openFile(link);
    deepEqual(readAll(file), [7]);
    file.close();
    throws(() => openFile(folder), NotACheckpointError);
    throws(() => openFile(join(folder, "none")), NotACheckpointError);
    if (Deno.build.os !== "windows") throws(() => openFile("/dev/null"), /not a regular file/);
  }));

Deno.test("filePool() reads more files than it holds open", () =>
  withFolder((folder) => {
    const pool = filePool(2);
    const paths = [0, 1, 2, 3, 4].map((i) => write(folder, `${i}`, [i]));
    const files = paths.map((path) => pool.open(path));
    for (let round = 0; round < 3; round++) {
      for (const [i, file] of files.entries()) deepEqual(readAll(file), [i]);
    }
    pool.close();
    throws(() => files[0]!.read(0, new Uint8Array(1)), /it was closed/);
  }));

Deno.test("filePool() notices a file that changed while it was closed", () =>
  withFolder((folder) => {
    const pool = filePool(1);
    const changed = write(folder, "a", [1]);
    const replaced = write(folder, "b", [1]);
    const files = [changed, replaced].map((path) => pool.open(path));
    for (const file of files) file.read(0, new Uint8Array(1));
    write(folder, "a", [1, 2]);
    Deno.renameSync(write(folder, "new", [9]), replaced);
    throws(() => files[0]!.read(0, new Uint8Array(1)), /it had 1 bytes .* and has 2 now/);
    // Closes b, whose descriptor still reads the replaced file.
    const other = pool.open(write(folder, "c", [3]));
    other.read(0, new Uint8Array(1));
    throws(() => files[1]!.read(0, new Uint8Array(1)), /it was replaced or written to/);
    pool.close();
  }));
