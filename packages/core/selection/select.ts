/**
 * Which tensors a conversion is about.
 *
 * @module
 */
import { OptionError } from "../errors.ts";
import { globMatcher } from "./glob.ts";

/** Globs over fully qualified names: `*` any text, `?` one character, `{a,b}` either, and numbers such as `{0..3,7}`. */
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
  if (!isPartial(selection) && tensors.size > 0) return { selected: tensors, excluded: [] };
  const { include = [], exclude = [] } = selection;
  const matchers = (globs: readonly string[]) =>
    globs.map((glob) => {
      const matches = globMatcher(glob);
      if (tensors.keys().some(matches)) return matches;
      throw new OptionError(
        `Cannot select by ${
          JSON.stringify(glob)
        }: none of the ${tensors.size} tensors has such a name. ` +
          `See \`inspect\``,
      );
    });
  const [wanted, unwanted] = [matchers(include), matchers(exclude)];
  const selected = new Map<string, T>();
  const excluded: string[] = [];
  for (const [name, tensor] of tensors) {
    const isWanted = wanted.length === 0 || wanted.some((matches) => matches(name));
    if (isWanted && !unwanted.some((matches) => matches(name))) selected.set(name, tensor);
    else excluded.push(name);
  }
  if (selected.size === 0) {
    throw new OptionError(
      `Cannot convert nothing: the source has ${tensors.size} tensors, and none is selected`,
    );
  }
  return { selected, excluded };
}
