/**
 * Conversions that are to be interrupted, and what may be left of them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Container,
  openCheckpoint,
  planConversion,
  writeCheckpoint,
  type WriteOptions,
} from "@tensorferry/core";
import llama from "@tensorferry/llama";
import { safetensors } from "@tensorferry/safetensors";
import { containers } from "@tensorferry/torch";
import { areSame, assertSame, type Contents, contentsOf, STAGING } from "../folder_fixture.ts";

/** Three files of a llama, 320 kB together. */
export const SOURCE: string = fileURLToPath(
  new URL("../fixtures/llama-gqa/hf", import.meta.url),
);

/** What is converted, and to what. */
export interface Conversion {
  /** Path of the source; {@link SOURCE} when absent. */
  readonly source?: string;
  readonly to: string;
  /** In bytes. */
  readonly maxShardSize?: number;
  readonly container?: Container;
}

/** What the killer has converted: to ten files. */
export const FOR_KILLER: Conversion = { to: "transformers", maxShardSize: 40e3 };
/** What it is to replace. */
export const OLD_FOR_KILLER: Conversion = { to: "hf", maxShardSize: 1e9 };

/** Runs the part of a conversion that writes. */
export type Around = (write: () => Promise<void>) => Promise<void>;

/** Converts the source, in place of what is there. */
export async function convert(
  destination: string,
  { source = SOURCE, container = safetensors, ...conversion }: Conversion,
  options: WriteOptions = {},
  around: Around = (write) => write(),
): Promise<void> {
  const checkpoint = await openCheckpoint(source, { containers: [safetensors] });
  try {
    const plan = planConversion(checkpoint, { plugins: [llama], ...conversion, container });
    await around(async () => {
      await writeCheckpoint(plan, checkpoint, destination, {
        container,
        overwrite: true,
        replaces: containers(),
        ...options,
      });
    });
  } finally {
    checkpoint.close();
  }
}

/** What an interruption left in a folder. */
export type State = "old" | "new" | "no checkpoint";

/**
 * Judges what an interruption left: the old checkpoint whole, the new one whole, or what no program takes for a checkpoint, as neither
 * an index nor a file that needs none is there.
 */
export function judge(folder: string, old: Contents, made: Contents): State {
  const found = contentsOf(folder);
  if (areSame(found, made)) return "new";
  if (areSame(found, old)) return "old";
  const names = [...found.keys()];
  const taken = names.filter((name) =>
    /^(model\.safetensors|pytorch_model\.bin|\.metadata|.*index.*\.json)$/.test(name)
  );
  assert.deepEqual(taken, [], `taken for a checkpoint, of ${names.join(", ")}`);
  return "no checkpoint";
}

/** Makes sure that a folder has nothing but a checkpoint. */
export function assertMade(folder: string, made: Contents): void {
  assert(!existsSync(join(folder, STAGING)), "something was left in staging");
  assertSame(contentsOf(folder), made);
}

/** Puts a folder into the state that a test begins with. */
export function resetTo(folder: string, state: string | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  if (state !== undefined) cpSync(state, folder, { recursive: true });
}
