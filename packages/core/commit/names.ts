/**
 * Whether files can have the names that they are to have.
 *
 * @module
 */
import { join } from "node:path";
import { DestinationError } from "../errors.ts";
import { isFileName } from "../io/file_name.ts";
import { statOf } from "../io/file_system.ts";
import { quoteName } from "../text/printable.ts";
import { reasonOf } from "../text/reason.ts";
import { LOCK_FILE } from "./lock.ts";

/** Names in a destination. */
export interface Names {
  /** Of the files that will be written. */
  readonly files: readonly string[];
  /** Of what is there. */
  readonly there: readonly string[];
  /** Of those among them that are replaced. */
  readonly old: readonly string[];
}

/**
 * Tries names on the file system that they are for. Finds two files of one name, also where the file system takes several spellings
 * for one; names that it does not take; what is in the way.
 *
 * @throws DestinationError naming what cannot be.
 */
export function checkNames(
  destination: string,
  staging: string,
  { files, there, old }: Names,
): void {
  const refuse = (why: string) => new DestinationError(destination, why);
  const odd = files.find((file) => !isFileName(file));
  if (odd !== undefined) throw refuse(`${quoteName(odd)} is no name of a file`);
  const spelling = spellingOf(staging);
  const names = new Map<string, string>();
  for (const file of files) {
    const other = names.get(spelling(file));
    if (other !== undefined) {
      throw refuse(
        `two files, ${other} and ${file}, are to have one name in it. ` +
          "If the source has one of them beside its tensors, move it away from there",
      );
    }
    names.set(spelling(file), file);
  }
  const replaced = new Set(old);
  const inTheWay = there.find((file) => names.has(spelling(file)) && !replaced.has(file));
  if (inTheWay !== undefined) {
    throw refuse(
      `${inTheWay} in it belongs to no checkpoint that is known here, and a new file is to have that name. ` +
        "Move it away, or give another folder",
    );
  }
  const notAFile = old.find((file) => !statOf(join(destination, file))?.isFile);
  if (notAFile !== undefined) {
    throw refuse(
      `${notAFile} in it would be replaced, and is not a file. Move it away, or give another folder`,
    );
  }
  tryLongest(staging, files);
}

/** What is the same for two names that the file system takes for one. */
function spellingOf(staging: string): (name: string) => string {
  const ignoresCase = statOf(join(staging, LOCK_FILE.toUpperCase())) !== undefined;
  return ignoresCase ? (name) => name.normalize("NFC").toLowerCase() : (name) => name;
}

/** File systems differ in how long a name may be, so the longest is tried. */
function tryLongest(staging: string, files: readonly string[]): void {
  const lengthOf = (name: string) => new TextEncoder().encode(name).length;
  const longest = files.reduce((most, file) => lengthOf(file) > lengthOf(most) ? file : most, "");
  if (longest === "") return;
  const path = join(staging, longest);
  try {
    if (statOf(path) !== undefined) return;
    Deno.openSync(path, { write: true, createNew: true }).close();
    Deno.removeSync(path);
  } catch (cause) {
    throw new DestinationError(
      staging,
      `it takes no file of the name ${quoteName(longest)}, which has ${lengthOf(longest)} bytes: ${
        reasonOf(cause)
      }. Give a folder on another file system, or a shorter path`,
      { cause },
    );
  }
}
