import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../testing/temporary_folder.ts";
import { diskTier } from "./disk_tier.ts";

Deno.test("diskTier() uses room again, and leaves no name behind", () => {
  using folder = temporaryFolder();
  const tier = diskTier(folder.path, 10);
  tier.put(0, new Uint8Array(4).fill(1));
  tier.put(1, new Uint8Array(4).fill(2));
  assert.deepEqual(readdirSync(folder.path), []);
  tier.drop(0, 1);
  tier.put(2, Uint8Array.of(3, 4, 5, 6, 7));
  assert.equal(tier.used, 10);
  const into = new Uint8Array(3);
  tier.read(2, 2, into);
  assert.deepEqual([...into], [5, 6, 7]);
  tier.read(1, 0, into);
  assert.deepEqual([...into], [2, 2, 2]);
  assert.throws(() => tier.put(3, new Uint8Array(1)), /10 of its 10 bytes are taken/);
  tier.close();
  assert.throws(() => tier.read(2, 0, into), { tag: "Tier" });
});

Deno.test("diskTier() refuses a folder that is not there, naming it", () => {
  using folder = temporaryFolder();
  const missing = join(folder.path, "missing");
  assert.throws(() => diskTier(missing), { tag: "Tier", tier: missing });
  assert(!existsSync(missing));
  mkdirSync(missing);
  diskTier(missing).close();
  assert.deepEqual(readdirSync(missing), []);
});
