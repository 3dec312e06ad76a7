import assert from "node:assert/strict";
import fc from "fast-check";
import { freeSpace } from "./free_space.ts";

Deno.test("freeSpace() hands out no byte twice, and refuses only when there are too few", () => {
  const step = fc.record({ take: fc.boolean(), size: fc.nat(9), which: fc.nat(99) });
  fc.assert(fc.property(fc.nat(40), fc.array(step, { maxLength: 60 }), (capacity, steps) => {
    const space = freeSpace(capacity);
    const out: { start: number; stop: number }[] = [];
    for (const { take, size, which } of steps) {
      const taken = new Set(out.flatMap(({ start, stop }) => range(start, stop)));
      assert.equal(space.used, taken.size);
      if (take) {
        const ranges = space.take(size);
        assert.equal(ranges === undefined, taken.size + size > capacity);
        const bytes = (ranges ?? []).flatMap(({ start, stop }) => range(start, stop));
        const lowest = range(0, capacity).filter((byte) => !taken.has(byte)).slice(0, size);
        if (ranges) assert.deepEqual(bytes, lowest);
        out.push(...ranges ?? []);
      } else if (out.length > 0) {
        const [given] = out.splice(which % out.length, 1);
        const middle = given!.start + Math.min(size, given!.stop - given!.start);
        if (middle > given!.start) out.push({ start: given!.start, stop: middle });
        space.give({ start: middle, stop: given!.stop });
      }
    }
  }));
});

function range(start: number, stop: number): number[] {
  return Array.from({ length: stop - start }, (_, i) => start + i);
}
