/**
 * A store of plugins: a small file that says what was added, and a file of data for each.
 *
 * @module
 */
import {
  EXIT,
  type ExitCode,
  fileNamesIn,
  quoteName,
  statOf,
  TensorferryError,
} from "@tensorferry/core";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { checkedText, DATA_FOLDER, dataPath, isDataOf } from "./data_file.ts";
import { INDEX_FILE, type Store } from "./place.ts";
import { parseIndex, type PluginRecord, type StoreIndex } from "./record.ts";
import { asSeenFrom, asWhole, isOnDisk, pathOf } from "./relative_urls.ts";

/** A plugin of 100 modules takes 20 kB of it. */
const MAX_INDEX_BYTES = 4 * 2 ** 20;

/** What a store says of its plugins cannot be read or written. Mend the file that the message names, or remove it. */
export class StoreError extends TensorferryError {
  override readonly tag = "PluginStore";
  override readonly exitCode: ExitCode = EXIT.plan;
}

/**
 * What was added to a store; nothing where there is no store.
 *
 * @throws StoreError when its file is none of a store.
 */
export function readStore({ scope, folder }: Store): readonly PluginRecord[] {
  const path = join(folder, INDEX_FILE);
  const stat = statOf(path);
  if (stat === undefined) return [];
  const found = !stat.isFile
    ? "it is no file"
    : stat.size > MAX_INDEX_BYTES
    ? `${stat.size} bytes are too many for it; at most ${MAX_INDEX_BYTES} are read`
    : recordsIn(Deno.readTextFileSync(path), scope === "project" ? folder : undefined);
  if (typeof found === "string") {
    throw new StoreError(
      `Cannot read ${path}, which says what plugins are installed: ${found}. ` +
        `Mend it, or remove it and add the plugins again`,
    );
  }
  return found;
}

/** The records of a file, or why it has none. */
function recordsIn(text: string, project: string | undefined): readonly PluginRecord[] | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return `it is not JSON: ${(error as Error).message}`;
  }
  const records = parseIndex(data);
  if (typeof records === "string") return records;
  const whole = project === undefined ? records : records.map((record) => asWhole(project, record));
  const urls = whole.flatMap(({ from }) => from.modules).map(({ url }) => url);
  const lost = urls.find((url) => isOnDisk(url) && pathOf(url) === undefined);
  return lost === undefined ? whole : `${quoteName(lost)} is no place of a module`;
}

/**
 * Adds a plugin in place of the one of its name. A power cut leaves the store as it was, or as it is to be.
 *
 * @param text Its data.
 * @throws StoreError when it cannot be written.
 */
export function putIntoStore(store: Store, record: PluginRecord, text: string): void {
  changing(store, () => {
    Deno.mkdirSync(join(store.folder, DATA_FOLDER), { recursive: true });
    using _ = locked(store.folder);
    writeWhole(dataPath(store.folder, record), checkedText(text, record.name));
    const others = readStore(store).filter(({ name }) => name !== record.name);
    writeIndex(store, [...others, record]);
    removeData(store, record.name, dataPath(store.folder, record));
  });
}

/**
 * Removes a plugin that is there.
 *
 * @throws StoreError when the store cannot be written.
 */
export function removeFromStore(store: Store, name: string): void {
  changing(store, () => {
    using _ = locked(store.folder);
    writeIndex(store, readStore(store).filter((record) => record.name !== name));
    removeData(store, name);
  });
}

function writeIndex({ scope, folder }: Store, records: readonly PluginRecord[]): void {
  const index: StoreIndex = {
    tensorferryPlugins: 1,
    plugins: records
      .map((record) => scope === "project" ? asSeenFrom(folder, record) : record)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
  writeWhole(join(folder, INDEX_FILE), `${JSON.stringify(index, null, 2)}\n`);
}

/** Removes the data of a plugin in other versions, also what an `add` that was killed left. */
function removeData({ folder }: Store, name: string, except?: string): void {
  const data = join(folder, DATA_FOLDER);
  if (statOf(data) === undefined) return;
  for (const file of fileNamesIn(data)) {
    const path = join(data, file);
    if (isDataOf(name, file) && path !== except) Deno.removeSync(path);
  }
}

/** Writes a file beside, and puts it in place once it is complete. */
function writeWhole(path: string, text: string): void {
  const beside = `${path}.new`;
  // What a killed process left, or a link that somebody put there to have it followed.
  rmSync(beside, { force: true });
  const file = Deno.openSync(beside, { write: true, createNew: true });
  try {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    file.syncSync();
  } finally {
    file.close();
  }
  Deno.renameSync(beside, path);
}

/** One change of a store at a time. Windows cannot lock a folder; the last of two changes counts there. */
function locked(folder: string): Disposable {
  if (Deno.build.os === "windows") return { [Symbol.dispose]() {} };
  const opened = Deno.openSync(folder);
  opened.lockSync(true);
  return { [Symbol.dispose]: () => opened.close() };
}

/** Changes a store, and tells what the system refused. */
function changing({ folder }: Store, change: () => void): void {
  try {
    change();
  } catch (cause) {
    if (cause instanceof TensorferryError) throw cause;
    throw new StoreError(
      `Cannot change the plugins in ${folder}: ${
        (cause as Error).message
      }. They are as they were, or the change is complete`,
      { cause },
    );
  }
}
