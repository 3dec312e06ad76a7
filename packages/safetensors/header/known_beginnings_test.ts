import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { jsonCursor, JsonError } from "../json/cursor.ts";
import type { Beginning } from "./known_beginnings.ts";
import { readEntry } from "./read_entry.ts";

const DATA = 100;

/** Bytes of an entry and what follows it, read from the front on: the entry and where it ends, or what is wrong with it. */
function read(text: string, known: Beginning[]): unknown {
  const cursor = jsonCursor(new TextEncoder().encode(text));
  cursor.depth = 1;
  try {
    const entry = readEntry(cursor, known, DATA);
    return { entry, at: cursor.at, depth: cursor.depth };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return error.message;
  }
}

const space = fc.constantFrom("", "", "", "", "\n ");
const number = fc.oneof(
  { weight: 9, arbitrary: fc.nat(300).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "007",
      "-1",
      "1.5",
      "1e3",
      "",
      "x",
      "9007199254740993",
      `${2n ** 64n}`,
      "9999999999999999",
    ),
  },
);
const offsets = fc.record({
  a: number,
  b: number,
  s: space,
  more: fc.constantFrom("", "", "", ",3"),
})
  .map(({ a, b, s, more }) => `"data_offsets":[${s}${a}${s},${s}${b}${more}${s}]`);
const dtype = fc.constantFrom('"dtype":"F32"', '"dtype":"F32"', '"dtype": "U8"', '"dtype":"X"');
const shape = fc.constantFrom('"shape":[1]', '"shape":[1]', '"shape":[1,2]', '"shape":[01]');
const further = fc.constantFrom('"n":[{}]', '"dtype":"U8"', '"data_offsets":[0,1]');
const fields = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(dtype, shape, offsets) },
  { weight: 1, arbitrary: fc.tuple(offsets, dtype, shape) },
  { weight: 1, arbitrary: fc.tuple(further, dtype, shape, offsets) },
  { weight: 1, arbitrary: fc.tuple(dtype, shape, offsets, further) },
);
const entry = fc.record({ fields, s: space, end: fc.constantFrom("}", "}", "}", "}", "]") })
  .map(({ fields, s, end }) => `{${fields.join(",")}${s}${end}`);

Deno.test("readEntry() makes the same of an entry whatever beginnings it knows", () => {
  let recalled = 0;
  fc.assert(
    fc.property(fc.array(entry, { minLength: 2, maxLength: 12 }), space, (entries, after) => {
      const known: Beginning[] = [];
      for (const text of entries) {
        const before = known.length;
        const found = read(text + after, known);
        deepEqual(found, read(text + after, []));
        if (before > 0 && known.length === before && typeof found === "object") recalled++;
      }
    }),
    { numRuns: 2000 },
  );
  equal(recalled > 100, true, `${recalled} were recalled`);
});

Deno.test("entries that begin alike share one shape", () => {
  const known: Beginning[] = [];
  const [one, other] = [0, 4].map((at) =>
    read(`{"dtype":"F32","shape":[1],"data_offsets":[${at},${at + 4}]}`, known)
  ) as { entry: { shape: unknown; position: number } }[];
  equal(one!.entry.shape, other!.entry.shape);
  equal(other!.entry.position, DATA + 4);
});
