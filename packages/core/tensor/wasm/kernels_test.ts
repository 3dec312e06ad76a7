import assert from "node:assert/strict";
import { allocateBuffers, kernelsOver } from "./kernels.ts";

Deno.test("buffers begin at cache lines, lie apart and are zero", () => {
  const sizes = [1, 0, 64, 1000, 65536];
  const buffers = allocateBuffers(sizes);
  assert.deepEqual(buffers.map(({ byteLength }) => byteLength), sizes);
  let end = 0;
  for (const buffer of buffers) {
    assert.equal(buffer.byteOffset % 64, 0);
    assert(buffer.byteOffset >= end);
    assert(buffer.every((byte) => byte === 0));
    end = buffer.byteOffset + buffer.byteLength;
  }
});

Deno.test("kernels reach what lies in one memory, and nothing else", () => {
  const [a, b] = allocateBuffers([8, 8]);
  const [c] = allocateBuffers([8]);
  const plain = new Uint8Array(8);
  assert(kernelsOver(a!, b!.subarray(3)));
  assert.equal(kernelsOver(a!, c!), undefined);
  assert.equal(kernelsOver(a!, plain), undefined);
  assert.equal(kernelsOver(plain, plain), undefined);
});

Deno.test("what no memory can hold is plain", () => {
  const buffers = allocateBuffers([2 ** 31, 2 ** 31]); // and what the kernels keep is more than 4 GiB
  assert.deepEqual(buffers.map(({ byteLength }) => byteLength), [2 ** 31, 2 ** 31]);
  assert.equal(kernelsOver(buffers[0]!, buffers[0]!), undefined);
});

Deno.test("addresses beyond 2 GiB are reached", () => {
  const [low, high] = allocateBuffers([2 ** 31, 64]);
  low!.set([0x80, 0x3f, 0, 0x40]);
  const kernels = kernelsOver(low!, high!)!;
  kernels.bfloat16ToFloat32(low!.byteOffset, high!.byteOffset, 8);
  const numbers = new Float32Array(high!.buffer, high!.byteOffset, 2);
  assert.deepEqual([...numbers], [1, 2]);
});
