import assert from "node:assert/strict";
import fc from "fast-check";
import { arbitraryTensor, type TensorCase } from "../testing/arbitrary_tensor.ts";
import { asynchronous, memorySource } from "../testing/memory_source.ts";
import { naiveBytes } from "../testing/naive.ts";
import type { ByteSource } from "../io/byte_source.ts";
import { InvalidTensorError, MemoryBudgetError, SourceReadError } from "../errors.ts";
import { openTensor, scratchNeeded } from "./open_tensor.ts";
import type { LazyTensor } from "./lazy_tensor.ts";
import { cast, concat, leaf, permute } from "./operations.ts";

/** Where scratch and windows are cut: any scratch from the least on, at any alignment; windows from one byte to all. */
const arbitraryCuts = fc.record({
  spare: fc.oneof(fc.nat(64), fc.nat(2000), fc.constant(1 << 20)),
  shift: fc.nat(7),
  windows: fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 700 })), {
    minLength: 1,
    maxLength: 5,
  }),
});
type Cuts = typeof arbitraryCuts extends fc.Arbitrary<infer T> ? T : never;

function scratchOf(tensor: TensorCase["tensor"], { spare, shift }: Cuts) {
  const { least } = scratchNeeded(tensor);
  return { bytes: new Uint8Array(shift + least + spare).subarray(shift) };
}

/** The ranges that windows of these sizes, in turn and again, cut a tensor into. */
function* ranges(byteLength: number, windows: readonly number[]): Generator<[number, number]> {
  let position = 0;
  for (let w = 0; position < byteLength; w++) {
    const stop = Math.min(byteLength, position + windows[w % windows.length]!);
    yield [position, stop];
    position = stop;
  }
}

Deno.test("streamed bytes are those of the definition, for any composition, window and scratch", () => {
  fc.assert(
    fc.property(arbitraryTensor(), arbitraryCuts, ({ tensor, sources }, cuts) => {
      const opened = openTensor(
        tensor,
        sources.map((s) => memorySource(s)),
        scratchOf(tensor, cuts),
      );
      const streamed = new Uint8Array(cuts.shift + opened.byteLength).subarray(cuts.shift);
      for (const [start, stop] of ranges(opened.byteLength, cuts.windows)) {
        assert.equal(opened.read(start, streamed.subarray(start, stop)), undefined, "done at once");
      }
      assert.deepEqual(streamed, naiveBytes(tensor, sources));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("ranges in any order, tensors in turn on one scratch, sources that take their time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryTensor(), { minLength: 1, maxLength: 3 }),
      arbitraryCuts,
      fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 12 }),
      async (cases, cuts, reads) => {
        const scratch = cases.map(({ tensor }) => scratchOf(tensor, cuts))
          .reduce((a, b) => a.bytes.length > b.bytes.length ? a : b);
        const opened = cases.map(({ tensor, sources }) =>
          openTensor(tensor, sources.map((s) => asynchronous(memorySource(s))), scratch)
        );
        const expected = cases.map(({ tensor, sources }) => naiveBytes(tensor, sources));
        for (const [which, from, length] of reads) {
          const index = which % cases.length;
          const { byteLength } = opened[index]!;
          const start = from % (byteLength + 1);
          const stop = start + length % (byteLength - start + 1);
          const into = new Uint8Array(stop - start);
          await opened[index]!.read(start, into);
          assert.deepEqual(into, expected[index]!.slice(start, stop));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("packed elements move in whole bytes, or the tensor cannot be opened", () => {
  const packed = arbitraryTensor({ dtypes: ["float4_e2m1", "float6_e2m3", "float6_e3m2"] });
  let moved = 0;
  fc.assert(
    fc.property(packed, arbitraryCuts, ({ tensor, sources }, cuts) => {
      let scratch;
      try {
        scratch = scratchOf(tensor, cuts);
      } catch (error) {
        assert(error instanceof InvalidTensorError);
        assert.match(error.message, new RegExp(`${tensor.dtype}.*whole bytes`));
        return;
      }
      moved++;
      const opened = openTensor(tensor, sources.map((s) => memorySource(s)), scratch);
      const streamed = new Uint8Array(opened.byteLength);
      for (const [start, stop] of ranges(opened.byteLength, cuts.windows)) {
        opened.read(start, streamed.subarray(start, stop));
      }
      assert.deepEqual(streamed, naiveBytes(tensor, sources));
    }),
    { numRuns: 2000 },
  );
  assert(moved > 100, `${moved} cases moved`);
});

Deno.test("a range outside of the tensor is refused", () => {
  const opened = openTensor(
    leaf({ source: 0, position: 0, dtype: "uint8", shape: [4] }),
    [memorySource(new Uint8Array(8))],
    { bytes: new Uint8Array() },
  );
  for (const position of [-1, 3, 4]) {
    assert.throws(() => opened.read(position, new Uint8Array(2)), SourceReadError);
  }
});

Deno.test("a source that is not there is refused at opening", () => {
  const tensor = leaf({ source: 2, position: 0, dtype: "uint8", shape: [4] });
  assert.throws(() => openTensor(tensor, [], { bytes: new Uint8Array() }), InvalidTensorError);
});

Deno.test("scratch below the least is refused at opening, with what would do", () => {
  const tensor = cast(leaf({ source: 0, position: 0, dtype: "float32", shape: [4] }), "bfloat16");
  const { least } = scratchNeeded(tensor);
  const sources = [memorySource(new Uint8Array(16))];
  assert.throws(
    () => openTensor(tensor, sources, { bytes: new Uint8Array(least - 1) }),
    (error) => error instanceof MemoryBudgetError && error.needed === least,
  );
});

Deno.test("a tile that could not be read leaves nothing that counts as read", () => {
  const bytes = Uint8Array.from({ length: 128 }, (_, i) => i);
  const memory = memorySource(bytes);
  let failures = 1;
  const flaky: ByteSource = {
    ...memory,
    read(position, into) {
      if (position > 0 && failures-- > 0) throw new SourceReadError("flaky", position, 1, "no");
      return memory.read(position, into);
    },
  };
  const [sound, failing] = [0, 1].map((source) =>
    permute(leaf({ source, position: 0, dtype: "uint16", shape: [4, 16] }), [1, 0])
  ) as [LazyTensor, LazyTensor];
  const tensor = concat(0, [sound, failing]);
  const sources = [memorySource(bytes.toReversed()), flaky];
  const opened = openTensor(tensor, sources, { bytes: new Uint8Array(24) });
  const into = new Uint8Array(256);
  opened.read(0, into.subarray(0, 16));
  assert.throws(() => opened.read(128, into.subarray(128)), SourceReadError);
  opened.read(8, into.subarray(8, 16)); // of the tile that was there before
  opened.read(16, into.subarray(16));
  assert.deepEqual(into, naiveBytes(tensor, [bytes.toReversed(), bytes]));
});

Deno.test("tensors without elements need no bytes and no scratch", () => {
  const none = leaf({ source: 0, position: 0, dtype: "float32", shape: [0, 3] });
  const tensor = cast(permute(none, [1, 0]), "float16");
  const opened = openTensor(tensor, [memorySource(new Uint8Array())], { bytes: new Uint8Array() });
  assert.equal(opened.byteLength, 0);
  assert.equal(opened.read(0, new Uint8Array()), undefined);
});
