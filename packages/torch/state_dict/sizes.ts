/**
 * Sizes, strides and offsets, as arguments of a call.
 *
 * @module
 */
import { MAX_DIMENSIONS } from "../pickle/limits.ts";
import { type CallSite, isKind, type Kinded, kindOf, type Pickled } from "../pickle/pickled.ts";

/** The sizes or strides in a tuple or list. A tuple, which nothing changes, is not copied. */
export function sizesOf<T extends Kinded>(
  value: Pickled<T> | undefined,
  what: string,
  site: CallSite,
): readonly number[] {
  if (value === undefined) site.refuse(`is given no ${what}`);
  if (!isKind(value, "tuple") && !isKind(value, "list")) {
    site.refuse(`is given a ${kindOf(value)} as ${what}`);
  }
  const { items } = value;
  if (items.length > MAX_DIMENSIONS) {
    site.refuse(`is given ${items.length} numbers as ${what}; a tensor has ${MAX_DIMENSIONS}`);
  }
  if (value.kind === "tuple" && areSizes(items)) return items;
  site.copies(items.length);
  return items.map((item) => sizeOf(item, what, site));
}

/** A whole number of 0 or more. */
export function sizeOf<T extends Kinded>(
  value: Pickled<T> | undefined,
  what: string,
  site: CallSite,
): number {
  if (isSize(value)) return value;
  const found = typeof value === "number" || typeof value === "bigint"
    ? `${value}`
    : value === undefined
    ? "nothing"
    : `a ${kindOf(value)}`;
  site.refuse(`is given ${found} as ${what}`);
}

function areSizes<T extends Kinded>(items: readonly Pickled<T>[]): items is readonly number[] {
  for (let i = 0; i < items.length; i++) if (!isSize(items[i])) return false;
  return true;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
