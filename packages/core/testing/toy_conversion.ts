/**
 * The toy model in a folder, to be converted in it.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint } from "../io/checkpoint.ts";
import type { Plan } from "../plan/plan.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { declaredCheckpoint, type MemoryCheckpoint } from "./memory_checkpoint.ts";
import { temporaryFolder } from "./temporary_folder.ts";
import { toy, toyConfig } from "./toy_plugin.ts";

/** Where the tensors are that every conversion reads. */
export const toyCheckpoint: MemoryCheckpoint = declaredCheckpoint(toy, toyConfig);

/** Tests with a folder of its own, and with a source folder in it that has companions. */
export function testConversion(
  name: string,
  body: (folder: string, checkpoint: Checkpoint) => Promise<void>,
): void {
  Deno.test(`writeCheckpoint() ${name}`, async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "source");
    const configText = JSON.stringify(toyConfig);
    mkdirSync(path);
    writeFileSync(join(path, "config.json"), configText);
    writeFileSync(join(path, "tokenizer.json"), "{}");
    const companions = ["config.json", "tokenizer.json"];
    await body(folder.path, { ...toyCheckpoint, path, configText, companions });
  });
}

/** The plan of a conversion to layout `fused`, with shards of so many bytes. */
export function toyPlan(checkpoint: Checkpoint, maxShardSize = 200): Plan {
  return planConversion(checkpoint, { plugins: [toy], to: "fused", maxShardSize });
}

/** The files of a folder, by name. */
export function contentsOf(folder: string): [string, Uint8Array][] {
  return readdirSync(folder).toSorted().map((file) => [file, readFileSync(join(folder, file))]);
}
