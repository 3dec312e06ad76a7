import assert from "node:assert/strict";
import fc from "fast-check";
import type { MetadataObject, MetadataValue } from "./object.ts";
import { type Box, storedItems } from "./stored_items.ts";

type Offsets = Box["offsets"];

/** Items of names and boxes, each at the position of its number. */
function dictOf(items: readonly { readonly name: string; readonly box: Offsets }[]) {
  const place = (position: number): MetadataObject => (
    { kind: "place", file: "a", position, byteLength: 1, transforms: [] }
  );
  const entries = items.flatMap(({ name, box }, i): MetadataValue[] => [
    { kind: "index", name, offsets: box },
    place(i),
  ]);
  return { kind: "dict" as const, items: entries };
}

const box = fc.oneof(
  fc.constant<Offsets>(undefined),
  fc.array(fc.nat(2), { maxLength: 2 }),
);

const asked = fc.record({
  items: fc.uniqueArray(fc.record({ name: fc.constantFrom("v", "w"), box }), {
    selector: ({ name, box }) => `${name} ${box === undefined ? "none" : `[${box}]`}`,
  }),
  names: fc.constantFrom<string[][]>(["v"], ["w", "v"], ["x", "w"], ["v", "v"]),
  /** Whether boxes are asked for as they were listed. */
  inOrder: fc.boolean(),
  others: fc.uniqueArray(box, { selector: (box) => box === undefined ? "none" : `[${box}]` }),
});

Deno.test("storedItems() gives each item once, to whoever asks for its name and box", () => {
  fc.assert(fc.property(asked, ({ items, names, inOrder, others }) => {
    const stored = storedItems("case", dictOf(items));
    const key = (name: string, box: Offsets) => JSON.stringify([name, box ?? null]);
    const left = new Map(items.map(({ name, box }, i) => [key(name, box), i]));
    const gone = new Set<string>();
    for (const name of names) {
      const boxes = inOrder
        ? items.filter((item) => item.name === name).map(({ box }) => box)
        : others;
      const expected = boxes.map((box) => gone.has(name) ? undefined : left.get(key(name, box)));
      assert.deepEqual(
        stored.take(name, boxes.map((offsets) => ({ offsets }))).map((item) => item?.position),
        expected,
      );
      if (!gone.has(name)) { for (const box of boxes) left.delete(key(name, box)); }
      gone.add(name);
    }
    assert.equal(stored.left(), left.size);
  }));
});

Deno.test("storedItems() refuses two items of one box, whether it is asked for or not", () => {
  for (const box of [undefined, [], [0, 3]]) {
    const twice = dictOf([{ name: "w", box }, { name: "w", box: [7] }, { name: "w", box }]);
    assert.throws(
      () => storedItems("case", twice).take("w", [{ offsets: box }]),
      /"w" in two places/,
    );
    assert.throws(() => storedItems("case", twice).left(), /"w" in two places/);
  }
});
