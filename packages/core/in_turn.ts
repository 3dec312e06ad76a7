/**
 * Work that is done at once where it can be, and waits where it must.
 *
 * @module
 */

/** Nothing when it is done, else a promise. Reads of local files are done at once, and cost no promise. */
export type Pending = void | Promise<void>;

/** Work as a generator that yields each promise it has to wait for. */
export type Steps = Generator<Promise<void>, void, void>;

/** Runs steps one after another, at once until the first that has to wait. */
export function inTurn(steps: Steps): Pending {
  const { done, value } = steps.next();
  if (!done) return waitInTurn(steps, value);
}

async function waitInTurn(steps: Steps, first: Promise<void>): Promise<void> {
  await first;
  for (const pending of steps) await pending;
}

/** One after the other. */
export function andThen(first: Pending, second: () => Pending): Pending {
  return first === undefined ? second() : first.then(second);
}
