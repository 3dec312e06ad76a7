import assert from "node:assert/strict";
import { fileSystemOf, loadWarning, type Machine } from "./machine.ts";

Deno.test("fileSystemOf() takes the nearest mount point, and of two in one place the upper", () => {
  const mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/b /tmp/disk xfs rw 0 0\n" +
    "/dev/c /tmp/disk btrfs rw 0 0\n";
  assert.equal(fileSystemOf("/tmpfile", mounts), "ext4");
  assert.equal(fileSystemOf("/tmp", mounts), "tmpfs");
  assert.equal(fileSystemOf("/tmp/disk/a", mounts), "btrfs");
});

Deno.test("loadWarning() is silent on a quiet machine", () => {
  assert.equal(loadWarning({ load: 0.1 } as Machine), "");
  assert.match(loadWarning({ load: 1.26 } as Machine), /load 1\.3/);
});
