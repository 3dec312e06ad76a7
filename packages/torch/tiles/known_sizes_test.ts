import assert from "node:assert/strict";
import fc from "fast-check";
import { knownSizes } from "./known_sizes.ts";

const size = fc.oneof(fc.nat(3), fc.constantFrom(2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER));

Deno.test("knownSizes() answers a list of the same numbers, and of the same list always one", () => {
  const lists = fc.array(fc.array(size, { maxLength: 3 }), { maxLength: 50 });
  fc.assert(fc.property(lists, (lists) => {
    const shared = knownSizes();
    for (const sizes of lists) {
      const answer = shared([...sizes]);
      assert.deepEqual(answer, sizes);
      assert.equal(shared([...sizes]), answer);
    }
  }));
});

Deno.test("knownSizes() keeps no more than a few lists, and none that is no shape", () => {
  const shared = knownSizes();
  const first = shared([0, 1]);
  for (let i = 0; i < 100_000; i++) shared([i, 7]);
  assert.notEqual(shared([0, 1]), first);
  const long = () => new Array<number>(65).fill(1);
  assert.notEqual(shared(long()), shared(long()));
});
