/**
 * The folder that checkpoints are made and kept in.
 *
 * @module
 */
import { join } from "node:path";
import { type Command, timed } from "../measure/timed.ts";
import { copy, harness, ROOT, tensorferry, transposing } from "../programs.ts";
import { type Derived, RANKS, RECIPES, SHARD, type SourceName, type Synthetic } from "./recipes.ts";

/** Checkpoints on a disk. */
export interface SourceFolder {
  /** Where a checkpoint lies, made or not. */
  path(name: SourceName): string;
  /** Makes a checkpoint where it is not there yet. */
  make(name: SourceName): Promise<void>;
  /** Removes those that are there, but for some. */
  removeAllBut(kept: ReadonlySet<SourceName>): Promise<void>;
}

const DEFAULT_SHARD = "5GB";

/** Checkpoints of about `size` bytes under `folder`; each is there once whole, since it is made under another name. */
export function openSourceFolder(
  folder: string,
  size: number,
  tell: (text: string) => void,
): SourceFolder {
  const known = new Set<SourceName>();
  const path = (name: SourceName) => join(folder, `source-${size}-${name}`);

  async function make(name: SourceName): Promise<void> {
    known.add(name);
    if (await exists(path(name))) return;
    const recipe = RECIPES[name];
    const part = `${path(name)}.part`;
    await remove(part);
    if (recipe.how === "synthetic") {
      tell(`making ${name}`);
      await synthesize(recipe, part);
    } else {
      await make(recipe.from);
      tell(`making ${name} of ${recipe.from}`);
      await timed(derivation(recipe, path(recipe.from), part));
    }
    await Deno.rename(part, path(name));
  }

  async function synthesize(
    { config, resize, flags, shard }: Synthetic,
    destination: string,
  ): Promise<void> {
    const text = await Deno.readTextFile(join(ROOT, "apps/harness/configs", `${config}.json`));
    const resized = `${destination}-config.json`;
    await Deno.writeTextFile(resized, JSON.stringify(resize(JSON.parse(text), size)));
    try {
      const options = ["--config", resized, ...flags, ...shards(shard)];
      await timed(harness("synthesize", ...options, destination));
    } finally {
      await Deno.remove(resized);
    }
  }

  function derivation(
    { how, to, container }: Derived,
    source: string,
    destination: string,
  ): Command {
    if (how === "copied") return copy(source, destination, false);
    const convert = how === "transposed" ? transposing : tensorferry;
    const layout = to === undefined ? [] : ["--to", to];
    const files = container === undefined
      ? shards(SHARD)
      : ["--container", container, "--ranks", String(RANKS)];
    return convert("convert", source, destination, ...layout, ...files, "--no-sync");
  }

  function shards(part: number): string[] {
    const most = part === Infinity ? DEFAULT_SHARD : String(Math.ceil(part * size));
    return ["--max-shard-size", most];
  }

  async function removeAllBut(kept: ReadonlySet<SourceName>): Promise<void> {
    for (const name of known) {
      if (kept.has(name)) continue;
      await remove(path(name));
      known.delete(name);
    }
  }

  return { path, make, removeAllBut };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
