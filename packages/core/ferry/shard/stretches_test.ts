import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOf } from "../../dtype.ts";
import type { LazyTensor } from "../../tensor/lazy_tensor.ts";
import { cast, concat, leaf, permute, slice, stack } from "../../tensor/operations.ts";
import { arbitraryTensor } from "../../testing/arbitrary_tensor.ts";
import { naiveBytes } from "../../testing/naive.ts";
import { stretchesOf } from "./stretches.ts";

/** A matrix of 1 KiB rows. */
function matrix(source: number, position: number, rows: number): LazyTensor {
  return leaf({ source, position, dtype: "float32", shape: [rows, 256] });
}

/** As start and length, and source, position and length of each range, in KiB; `undefined` for what is not made of ranges. */
function cuts(tensor: LazyTensor): (readonly (number | undefined)[])[] {
  const KIB = 1024;
  return Array.from(
    stretchesOf({ name: "a", tensor, position: 77 }),
    ({ start, byteLength, from, ranges }) => {
      if (ranges === undefined) return [start / KIB, byteLength / KIB, undefined];
      const { parts: [first], parts, chunks } = ranges;
      assert.deepEqual([from.source, from.position], [first!.source, first!.position]);
      const read = parts.flatMap(({ source, position }, i) => [
        source,
        position / KIB,
        chunks[i]! / KIB,
      ]);
      return [start / KIB, byteLength / KIB, ...read];
    },
  );
}

Deno.test("a tensor is cut where reading jumps", () => {
  const [a, b] = [matrix(0, 0, 1000), matrix(1, 5 * 1024, 300)];
  assert.deepEqual(cuts(a), [[0, 1000, 0, 0, 1000]]);
  assert.deepEqual(cuts(slice(a, 0, 10, 30)), [[0, 20, 0, 10, 20]]);
  assert.deepEqual(cuts(concat(0, [a, b])), [[0, 1000, 0, 0, 1000], [1000, 300, 1, 5, 300]]);
  // Neighbours in a source are one.
  assert.deepEqual(cuts(stack(0, [b, matrix(1, 305 * 1024, 300), b])), [
    [0, 600, 1, 5, 600],
    [600, 300, 1, 5, 300],
  ]);
});

Deno.test("a tensor of short ranges, or of which elements move or change, is one stretch", () => {
  const a = matrix(0, 0, 1000);
  assert.deepEqual(cuts(concat(0, [a, matrix(1, 0, 255)])), [[0, 1255, 0, 0, 1000, 1, 0, 255]]);
  assert.deepEqual(cuts(permute(a, [1, 0])), [[0, 1000, undefined]]);
  assert.deepEqual(cuts(cast(a, "bfloat16")), [[0, 500, undefined]]);
  assert.deepEqual(cuts(slice(a, 0, 3, 3)), []);
});

Deno.test("stretches cover a tensor, and ranges hold what it is by its definition", () => {
  let ranges = 0;
  fc.assert(
    fc.property(arbitraryTensor(), ({ tensor, sources }) => {
      const bytes = naiveBytes(tensor, sources);
      let end = 0;
      for (
        const { start, byteLength, ranges: found } of stretchesOf({ name: "", tensor, position: 0 })
      ) {
        assert.equal(start, end);
        end += byteLength;
        if (found === undefined) continue;
        ranges++;
        let at = start;
        for (const [i, { source, position }] of found.parts.entries()) {
          const chunk: number = found.chunks[i]!;
          assert.deepEqual(
            bytes.subarray(at, at += chunk),
            sources[source]!.subarray(position, position + chunk),
          );
        }
        assert.equal(at, end);
      }
      assert.equal(end, bytesOf(tensor.dtype, tensor.shape));
    }),
    { numRuns: 2000 },
  );
  assert.ok(ranges > 100, `only ${ranges} of 2000 tensors were ranges`);
});
