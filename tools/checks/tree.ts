/** What the checks of the tree look at, and what they say. @module */
import { join } from "node:path";
import { isTest } from "../lint/workspace.ts";

/** The files of a tree: path from its root, with `/` between the parts, and text. */
export type Tree = ReadonlyMap<string, string>;

/** Something found at a place. A warning does not fail the gate. */
export interface Finding {
  readonly path: string;
  /** From 1; absent where the whole file or folder is meant. */
  readonly line?: number;
  readonly message: string;
  readonly warning?: true;
}

/** A law of the tree. */
export type Check = (tree: Tree) => Iterable<Finding>;

/** A member's deno.json, as far as checks care. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly exports?: string | Readonly<Record<string, string>>;
  readonly workspace?: readonly string[];
  readonly imports?: Readonly<Record<string, string>>;
}

/** Every deno.json in the tree, by path. */
export function* manifestsIn(tree: Tree): Generator<[path: string, manifest: Manifest]> {
  for (const [path, text] of tree) {
    if (/(^|\/)deno\.json$/.test(path)) yield [path, JSON.parse(text)];
  }
}

/** Whether a file is code that does the work, and not a test of it. */
export function isSource(path: string): boolean {
  return /\.(ts|mjs|js)$/.test(path) && !isTest(path);
}

/** The files that git tracks, or would after `git add`. */
export async function readTree(root: string): Promise<Tree> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"],
    cwd: root,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot list the files of ${root}: git said so above`);
  const tree = new Map<string, string>();
  for (const path of new TextDecoder().decode(stdout).split("\0").filter(Boolean)) {
    const text = await Deno.readTextFile(join(root, path)).catch(absent);
    if (text !== undefined) tree.set(path, text);
  }
  return tree;
}

/** A file deleted but not yet committed is listed, and is no part of the tree. */
function absent(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
