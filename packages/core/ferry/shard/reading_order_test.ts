import assert from "node:assert/strict";
import { leaf } from "../../tensor/operations.ts";
import { readingOrder } from "./reading_order.ts";
import type { Stretch } from "./stretches.ts";

/** A stretch for each place that it is read from. */
function stretches(...places: readonly (readonly [source: number, position: number])[]): Stretch[] {
  return places.map(([source, position], i) => {
    const tensor = leaf({ source, position, dtype: "uint8", shape: [1] });
    const of = { name: `t${i}`, tensor, position: i };
    return { of, start: 0, byteLength: 1, from: { source, position } };
  });
}

const apart = stretches([1, 70], [0, 500], [1, 9], [0, 40], [0, 1000], [1, 8]);

function places(order: Iterable<Stretch>): (readonly [number, number])[] {
  return Array.from(order, ({ from: { source, position } }) => [source, position] as const);
}

Deno.test("readingOrder() is that of the file while reads are as fast as memory", () => {
  const order = readingOrder(apart);
  for (let i = 0; i < 100; i++) order.waited(2 ** 20, 0.1);
  // What took long by itself, once, was something else.
  order.waited(2 ** 20, 20);
  for (let i = 0; i < 100; i++) order.waited(2 ** 20, 0.1);
  order.waited(2 ** 20, 20);
  assert.deepEqual(places(order), places(apart));
});

Deno.test("readingOrder() goes forward through the sources from when a disk is waited for", () => {
  const order = readingOrder(apart);
  const read: Stretch[] = [];
  for (const stretch of order) {
    read.push(stretch);
    if (read.length > 2) continue;
    for (let i = 0; i < 20; i++) order.waited(2 ** 20, 1);
  }
  const before = [[1, 70], [0, 500]];
  assert.deepEqual(places(read), [...before, [0, 40], [0, 1000], [1, 8], [1, 9]]);
});
