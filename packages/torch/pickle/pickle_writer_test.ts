import assert from "node:assert/strict";
import fc from "fast-check";
import type { Dialect } from "./dialect.ts";
import { OP, pickleWriter } from "./pickle_writer.ts";
import { isKind, type Kinded } from "./pickled.ts";
import { unpickle } from "./unpickle.ts";

const PLAIN: Dialect<Kinded> = { globals: new Map() };

/** A pickle of one list. */
function listOf(write: (pickle: ReturnType<typeof pickleWriter>) => void): Uint8Array {
  const pickle = pickleWriter();
  pickle.op(OP.emptyList + OP.mark);
  write(pickle);
  pickle.op(OP.appends);
  return pickle.end();
}

function read(bytes: Uint8Array) {
  const { value } = unpickle(bytes, PLAIN, { name: "case" });
  assert(isKind(value, "list"));
  return value.items;
}

Deno.test("pickleWriter() writes integers and texts that are read back, texts once each", () => {
  const number = fc.oneof(
    fc.maxSafeInteger(),
    ...[8, 16, 31, 32, 39, 40, 47, 52].map((bits) =>
      fc.integer({ min: -2, max: 2 }).map((n) => n + 2 ** bits)
    ),
  );
  const value = fc.oneof(number, fc.string({ unit: "grapheme" }), fc.constantFrom("a", "bc"));
  fc.assert(fc.property(fc.array(value, { maxLength: 400 }), (values) => {
    const bytes = listOf((pickle) => {
      for (const value of values) {
        if (typeof value === "number") pickle.int(value);
        else pickle.text(value);
      }
    });
    assert.deepEqual(read(bytes), values);
  }));
  const long = "text".repeat(1000);
  assert(listOf((pickle) => [1, 2, 3].forEach(() => pickle.text(long))).length < 2 * long.length);
});

Deno.test("pickleWriter() finds texts of any number again", () => {
  const names = Array.from({ length: 70_000 }, (_, i) => `tensor ${i}`);
  const bytes = listOf((pickle) => [...names, ...names].forEach(pickle.text));
  assert.deepEqual(read(bytes), [...names, ...names]);
});

Deno.test("pickleWriter() writes integers as Python's pickle does in protocol 2", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "4b00"],
    [255, "4bff"],
    [256, "4d0001"],
    [65535, "4dffff"],
    [65536, "4a00000100"],
    [-1, "4affffffff"],
    [2 ** 31 - 1, "4affffff7f"],
    [2 ** 31, "8a050000008000"],
    [2 ** 32, "8a050000000001"],
    [2 ** 39, "8a06000000008000"],
    [2 ** 53 - 1, "8a07ffffffffffff1f"],
  ];
  for (const [value, hex] of cases) {
    const pickle = pickleWriter();
    pickle.int(value);
    assert.equal(pickle.end().toHex(), `8002${hex}2e`);
  }
});
