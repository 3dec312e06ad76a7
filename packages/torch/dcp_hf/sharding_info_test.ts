import assert from "node:assert/strict";
import fc from "fast-check";
import { parseShardingInfo, SHARDING_INFO_KEY } from "./sharding_info.ts";

/** The offsets by name, or what is wrong. */
function read(text: string): unknown {
  const metadata = new Map([[SHARDING_INFO_KEY, text]]);
  try {
    return [...parseShardingInfo("case", metadata, (offsets) => offsets)].sort();
  } catch (error) {
    assert(error instanceof Error);
    return error.message;
  }
}

const name = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom("w", "model.w", "7", "__proto__", "é\ud83d\ude00", 'a"b', "a\\b", "\u007f"),
);
const info = fc.array(fc.tuple(name, fc.array(fc.nat(2000), { maxLength: 3 })), { maxLength: 5 });

/** As Python's `json.dumps` writes it, but for the escapes that it makes of what is not ASCII. */
function dumped(entries: readonly (readonly [string, readonly number[]])[]): string {
  const texts = entries.map(([name, offsets]) =>
    `${JSON.stringify(name)}: {"saved_offsets": [${offsets.join(", ")}]}`
  );
  return `{${texts.join(", ")}}`;
}

// A space before it has it read as any JSON.
Deno.test("parseShardingInfo() makes the same of plain text as of any JSON", () => {
  fc.assert(
    fc.property(info, (entries) => {
      const text = dumped(entries);
      const found = read(text);
      assert(Array.isArray(found), String(found));
      assert.deepEqual(found, read(` ${text}`));
      assert.equal(found.length, new Set(entries.map(([name]) => name)).size);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("parseShardingInfo() refuses in plain text what it refuses in any JSON", () => {
  const pieces = ["", "0", "00", "-1", "1.5", "9007199254740993", "]", "}", '"', ", ", "\\", "\n"];
  const change = fc.record({
    at: fc.nat(200),
    cut: fc.nat(3),
    piece: fc.constantFrom(...pieces),
  });
  fc.assert(
    fc.property(info, change, (entries, { at, cut, piece }) => {
      const text = dumped(entries);
      const from = at % text.length;
      const changed = text.slice(0, from) + piece + text.slice(from + cut);
      assert.deepEqual(read(changed), read(` ${changed}`));
    }),
    { numRuns: 5000 },
  );
});
