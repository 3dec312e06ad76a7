/**
 * Lists of numbers, all of one length, and the sets that they are combinations of.
 *
 * @module
 */

/** The lists as a tree: below each number those that can follow it, and an end below the last. */
export interface NumberTree {
  readonly below: Map<number, NumberTree>;
}

/** Below the last number of every list. */
const END: NumberTree = { below: new Map() };

/** A tree without any list. */
export function numberTree(): NumberTree {
  return { below: new Map() };
}

/** Adds a list; an empty one is in every tree. */
export function addNumbers(tree: NumberTree, numbers: readonly number[]): void {
  let at = tree;
  numbers.forEach((number, i) => {
    let next = at.below.get(number);
    if (next === undefined) {
      next = i === numbers.length - 1 ? END : numberTree();
      at.below.set(number, next);
    }
    at = next;
  });
}

/** Few lists of ascending sets, the combinations of which are together the lists of the tree. */
export function productsOf({ below }: NumberTree): number[][][] {
  if (below.size === 0) return [[]];
  const alike = new Map<string, { firsts: number[]; rest: number[][][] }>();
  for (const [first, next] of below) {
    const rest = productsOf(next);
    const key = next === END ? "" : JSON.stringify(rest);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { firsts: [first], rest });
    else known.firsts.push(first);
  }
  return [...alike.values()].flatMap(({ firsts, rest }) => {
    firsts.sort((a, b) => a - b);
    return rest.map((sets) => [firsts, ...sets]);
  });
}
