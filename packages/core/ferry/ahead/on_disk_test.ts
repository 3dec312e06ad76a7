import assert from "node:assert/strict";
import { isOnDisk } from "./on_disk.ts";

/** Takes so many milliseconds for each read, one after another. */
function taking(...milliseconds: readonly number[]) {
  const left = milliseconds.values();
  const positions: number[] = [];
  return {
    positions,
    read(position: number) {
      positions.push(position);
      const end = performance.now() + left.next().value!;
      while (performance.now() < end);
      return 1;
    },
  };
}

Deno.test("isOnDisk() where every read takes long", () => {
  assert.equal(isOnDisk(taking(1, 1, 1, 1, 1, 1), 0), true);
});

Deno.test("isOnDisk() does not count what takes long once in a while", () => {
  assert.equal(isOnDisk(taking(1, 0, 0, 1, 0, 0), 0), false);
});

Deno.test("isOnDisk() reads neither two bytes of a page nor far from the position", () => {
  const source = taking(0, 0, 0, 0, 0, 0);
  isOnDisk(source, 1000);
  const pages = source.positions.map((position) => Math.floor(position / 4096));
  assert.equal(new Set(pages).size, pages.length);
  assert.ok(source.positions.every((position) => position >= 1000 && position < 1000 + 2 ** 19));
});
