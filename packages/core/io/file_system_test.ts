import assert from "node:assert/strict";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { syncFolder } from "./file_system.ts";

/** A folder whose file system answers something to whoever waits for it. */
function answering(code: string): Disposable {
  const { openSync } = Deno;
  Deno.openSync = () => {
    const answer = () => {
      throw Object.assign(new TypeError("os error"), { code });
    };
    return { syncSync: answer, close() {} } as unknown as Deno.FsFile;
  };
  return { [Symbol.dispose]: () => void (Deno.openSync = openSync) };
}

Deno.test("syncFolder() waits for what there is to wait for", () => {
  if (Deno.build.os === "windows") return;
  using folder = temporaryFolder();
  syncFolder(folder.path);
  assert.throws(() => syncFolder(`${folder.path}/no`), Deno.errors.NotFound);
  for (const code of ["EINVAL", "ENOTSUP"]) {
    using _ = answering(code);
    syncFolder(folder.path);
  }
  using _ = answering("EIO");
  assert.throws(() => syncFolder(folder.path), /os error/);
});
