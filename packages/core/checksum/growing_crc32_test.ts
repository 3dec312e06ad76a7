import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { combineCrc32 } from "./crc32.ts";
import { growingCrc32 } from "./growing_crc32.ts";

/** The definition, bit by bit. */
function naiveCrc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

Deno.test("growingCrc32() is the checksum of all bytes, whatever the order of their pieces", () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 12 });
  fc.assert(fc.property(pieces, fc.infiniteStream(fc.nat()), (pieces, order) => {
    const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    let end = 0;
    const placed = pieces.map((bytes) => ({ at: (end += bytes.length) - bytes.length, bytes }));
    const sum = growingCrc32(whole.length, crc32);
    const shuffled = placed.map((piece) => ({ piece, key: order.next().value }))
      .sort((a, b) => a.key - b.key);
    for (const { piece: { at, bytes } } of shuffled) {
      assert.equal(sum.value(), undefined);
      sum.add(at, bytes);
    }
    assert.equal(sum.value(), naiveCrc32(whole));
  }));
});

Deno.test("growingCrc32() joins runs beyond 4 GiB", () => {
  const [half, piece] = [2 ** 32 + 2 ** 26, new Uint8Array(2 ** 26).fill(7)];
  const [forwards, halves] = [growingCrc32(2 * half, crc32), growingCrc32(2 * half, crc32)];
  for (let at = 0; at < 2 * half; at += piece.length) {
    forwards.add(at, piece);
    halves.add((at + half) % (2 * half), piece);
  }
  assert.equal(halves.value(), forwards.value());
});

Deno.test("growingCrc32() of nothing is that of no bytes", () => {
  assert.equal(growingCrc32(0, crc32).value(), crc32(new Uint8Array()));
});

Deno.test("combineCrc32() is the checksum of two pieces as one, by the definition", () => {
  const piece = fc.uint8Array({ maxLength: 200 });
  fc.assert(fc.property(piece, piece, (a, b) => {
    const together = naiveCrc32(Uint8Array.of(...a, ...b));
    assert.equal(combineCrc32(naiveCrc32(a), naiveCrc32(b), b.length), together);
  }));
});
