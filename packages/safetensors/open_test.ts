import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import { openIfSafetensors } from "./open_if_safetensors.ts";
import { openSafetensors } from "./open.ts";
import { INDEX, shard, SHARDED, TWO, withFiles } from "./testing/checkpoint_files.ts";

Deno.test("openIfSafetensors() leaves other files to others", () =>
  withFiles(
    { "a.bin": "PK\x03\x04 and so on", "config.json": "{}", "empty": "" },
    async (folder) => {
      for (const name of ["", "a.bin", "config.json", "empty", "none"]) {
        equal(await openIfSafetensors(join(folder, name)), undefined);
      }
      await rejects(openSafetensors(folder), { tag: "NotACheckpoint" });
    },
  ));

Deno.test("openSafetensors() takes an index, a shard, or a file of another name", () =>
  withFiles({ ...SHARDED, blob: shard("c") }, async (folder) => {
    for (const [name, tensors] of [[INDEX, "a,b"], [TWO, "b"], ["blob", "c"]] as const) {
      const checkpoint = await openSafetensors(join(folder, name));
      equal([...checkpoint.tensors.keys()].join(), tensors);
      checkpoint.close();
    }
  }));

Deno.test("openSafetensors() keeps the metadata of each file", () =>
  withFiles({ "model.safetensors": shard("a") }, async (folder) => {
    const checkpoint = await openSafetensors(folder);
    deepEqual(checkpoint.metadata, [new Map([["format", "pt"]])]);
    checkpoint.close();
  }));
