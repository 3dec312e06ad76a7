/**
 * Which tensors a conversion is about.
 *
 * @module
 */
// @ts-types="@types/picomatch"
import picomatch from "picomatch";
import { OptionError } from "../errors.ts";

/** Globs over fully qualified names, as in a shell: `*` any text, `?` one character, `{a,b}` either. */
export interface Selection {
  /** What is wanted; everything when absent. */
  readonly include?: readonly string[];
  /** What is not wanted of that. */
  readonly exclude?: readonly string[];
}

/** Whether a selection leaves anything out at all. */
export function isPartial({ include = [], exclude = [] }: Selection): boolean {
  return include.length + exclude.length > 0;
}

/**
 * Splits tensors into those selected and the names of those left out.
 *
 * @throws OptionError when a glob fits no name, since it is then a mistake, or when nothing is left.
 */
export function select<T>(
  tensors: ReadonlyMap<string, T>,
  selection: Selection,
): { selected: ReadonlyMap<string, T>; excluded: readonly string[] } {
  const { include = [], exclude = [] } = selection;
  for (const glob of [...include, ...exclude]) {
    const matches = picomatch(glob);
    if (!tensors.keys().some((name) => matches(name))) {
      throw new OptionError(
        `Cannot select by ${
          JSON.stringify(glob)
        }: none of the ${tensors.size} tensors has such a name. See \`inspect\``,
      );
    }
  }
  const isIncluded = include.length === 0 ? () => true : picomatch([...include]);
  const isExcluded = exclude.length === 0 ? () => false : picomatch([...exclude]);
  const selected = new Map<string, T>();
  const excluded: string[] = [];
  for (const [name, tensor] of tensors) {
    if (isIncluded(name) && !isExcluded(name)) selected.set(name, tensor);
    else excluded.push(name);
  }
  if (selected.size === 0) {
    throw new OptionError(
      `Cannot convert nothing: the source has ${tensors.size} tensors, and none is selected`,
    );
  }
  return { selected, excluded };
}
