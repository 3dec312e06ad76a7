/**
 * Fusion groups are never split over shards, so a program that sees one shard at a time can convert a checkpoint.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { TensorWithBytes } from "@tensorferry/safetensors";
import {
  assertSameTensors,
  convertedTensors,
  temporaryFolder,
  type Tensors,
  writeConverted,
} from "./checkpoint_fixture.ts";
import { FIXTURES, hfFolder, layoutsOf } from "./owned_layouts_fixture.ts";

/** From less than a group takes to more than the whole checkpoint. */
const SHARD_SIZES = [20_000, 60_000, 200_000, 5_000_000_000];

/** Converts each shard as if it were alone, and puts together what comes of them. */
async function convertShards(folder: string, from: string, to: string): Promise<Tensors> {
  const union = new Map<string, TensorWithBytes>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".safetensors")) continue;
    // What is selected need not be whole; a shard never is.
    const options = { from, to, include: ["*"] };
    for (const [name, tensor] of await convertedTensors(join(folder, file), options)) {
      assert(!union.has(name), `${name} comes of two shards`);
      union.set(name, tensor);
    }
  }
  return union;
}

for (const fixture of FIXTURES) {
  const layouts = layoutsOf(fixture);
  for (const from of layouts) {
    Deno.test(`${fixture}: each shard of ${from} alone can be led to any layout`, async () => {
      using folder = temporaryFolder();
      for (const maxShardSize of SHARD_SIZES) {
        const path = join(folder.path, `${maxShardSize}`);
        await writeConverted(hfFolder(fixture), path, { to: from, maxShardSize });
        for (const to of layouts) {
          const whole = await convertedTensors(path, { from, to });
          assertSameTensors(await convertShards(path, from, to), whole);
        }
      }
    });
  }
}
