import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { isLocked, lockFolder } from "./lock.ts";

Deno.test("lockFolder() is held by one, until it lets go", () => {
  using folder = temporaryFolder();
  const staging = join(folder.path, "staging");
  assert.equal(isLocked(staging), false);
  const first = lockFolder(staging)!;
  assert(first.isHeld);
  assert(isLocked(staging));
  assert.equal(lockFolder(staging), undefined);
  first.release();
  assert.equal(isLocked(staging), false);
  lockFolder(staging)!.release();
});

Deno.test("lockFolder() takes no lock on a file that has lost its name", () => {
  using folder = temporaryFolder();
  const { openSync } = Deno;
  try {
    const staging = join(folder.path, "staging");
    let opened = 0;
    Deno.openSync = (path, options) => {
      const file = openSync(path, options);
      if (opened++ === 0) rmSync(staging, { recursive: true });
      return file;
    };
    const lock = lockFolder(staging)!;
    assert.equal(opened, 2);
    assert(isLocked(staging));
    lock.release();
  } finally {
    Deno.openSync = openSync;
  }
});
