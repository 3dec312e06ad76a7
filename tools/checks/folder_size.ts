import { posix } from "node:path";
import { type Finding, isSource, type Tree } from "./tree.ts";

/** Source files that a reader can take in at a glance. */
const MOST_FILES = 12;

/** A folder is one concept. */
export function* folderSize(tree: Tree): Generator<Finding> {
  const folders = Map.groupBy([...tree.keys()].filter(isSource), (path) => posix.dirname(path));
  for (const [path, { length }] of folders) {
    if (length <= MOST_FILES) continue;
    yield { path, message: `${length} source files, more than ${MOST_FILES}: find the concepts` };
  }
}
