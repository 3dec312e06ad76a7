/**
 * The items that a `.metadata` lists, by what they are of.
 *
 * @module
 */
import { quoteName, sameShape } from "@tensorferry/core";
import { isPlainPath } from "../../folder/plain_path.ts";
import type { PickledDict } from "../../pickle/pickled.ts";
import { isObject } from "./build_metadata.ts";
import { malformedMetadata } from "./malformed_metadata.ts";
import type { Item } from "./metadata.ts";
import type { MetadataObject, PlaceDraft } from "./object.ts";

/**
 * Items by name, and then by where their box begins. The `index` beside them is a hint; two with the same name and box are one
 * (`MetadataIndex.__eq__`).
 */
export interface StoredItems {
  /**
   * Takes the items of a name, which are gone afterwards: that of each of these boxes, which are different, and nothing for one that
   * has none.
   */
  take(name: string, boxes: readonly Box[]): readonly (Item | undefined)[];
  /** Those that were not taken. */
  left(): number;
}

/** Where a box begins; nothing for the item of what is no tensor. */
export interface Box {
  readonly offsets: readonly number[] | undefined;
}

/** An item, and the one of the same name that was written after it. */
interface Link extends Box {
  readonly item: Item;
  readonly next: Link | undefined;
}

/**
 * The items of `storage_data`.
 *
 * @throws MalformedCheckpointError when one is not said wholly, or lies outside the folder.
 */
export function storedItems(
  path: string,
  storage: PickledDict<MetadataObject> | undefined,
): StoredItems {
  const lists = new Map<string, Link>();
  const files = new Set<string>();
  const items = storage?.items ?? [];
  let left = items.length / 2;
  for (let i = items.length - 2; i >= 0; i -= 2) {
    const [index, place] = [items[i], items[i + 1]];
    if (!isObject(index, "index") || index.name === undefined || !isObject(place, "place")) {
      throw malformedMetadata(path, "it does not say of what an item is, or where");
    }
    const { name, offsets } = index;
    const item = itemOf(path, name, place, files);
    lists.set(name, { offsets, item, next: lists.get(name) });
  }

  function take(name: string, boxes: readonly Box[]): readonly (Item | undefined)[] {
    const list = lists.get(name);
    const taken = inOrder(list, boxes) ?? found(path, name, list, boxes);
    lists.delete(name);
    for (const item of taken) if (item !== undefined) left--;
    return taken;
  }

  return {
    take,
    left() {
      for (const name of [...lists.keys()]) take(name, []);
      return left;
    },
  };
}

/** Where items were written in the order of the boxes, as ranks in their order do, no key has to be made; nothing where they were not. */
function inOrder(list: Link | undefined, boxes: readonly Box[]): Item[] | undefined {
  const items: Item[] = [];
  let link = list;
  for (const box of boxes) {
    if (link === undefined || !isSame(link, box)) return undefined;
    items.push(link.item);
    link = link.next;
  }
  return link === undefined ? items : undefined;
}

function isSame({ offsets: a }: Box, { offsets: b }: Box): boolean {
  return a === undefined || b === undefined ? a === b : sameShape(a, b);
}

function found(
  path: string,
  name: string,
  list: Link | undefined,
  boxes: readonly Box[],
): (Item | undefined)[] {
  const items = new Map<string, Item>();
  for (let link = list; link !== undefined; link = link.next) {
    const key = keyOf(link);
    if (items.has(key)) throw malformedMetadata(path, `it has ${quoteName(name)} in two places`);
    items.set(key, link.item);
  }
  return boxes.map((box) => items.get(keyOf(box)));
}

/** No box of numbers is like the key of none. */
function keyOf({ offsets }: Box): string {
  return offsets === undefined ? "none" : `${offsets}`;
}

/** @param plain files that were looked at before. */
function itemOf(path: string, name: string, place: PlaceDraft, plain: Set<string>): Item {
  const { file, position, byteLength, transforms } = place;
  if (file === undefined || position === undefined || byteLength === undefined) {
    throw malformedMetadata(path, `it does not say where ${quoteName(name)} lies`);
  }
  if (!plain.has(file)) {
    if (!isPlainPath(file)) {
      throw malformedMetadata(
        path,
        `${quoteName(name)} is said to be in ${quoteName(file)}, which is outside the folder`,
      );
    }
    plain.add(file);
  }
  return { file, position, byteLength, transforms };
}
