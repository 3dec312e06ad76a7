import assert from "node:assert/strict";
import { memorySource } from "@tensorferry/safetensors";
import { bytesOfParts, uint } from "../testing/pickler.ts";
import { type ZipEnd, zipOf, type ZipPart } from "../testing/zip_file.ts";
import { locatePayload } from "./local_header.ts";
import { readArchive } from "./read_archive.ts";
import { readPayload } from "./read_payload.ts";
import type { ZipRule } from "./zip_error.ts";

const [ONE, TWO] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
const PARTS: readonly ZipPart[] = [{ name: "a/one", bytes: ONE }, { name: "a/two", bytes: TWO }];

/** Reads every entry of an archive that lies somewhere in a file. */
async function entries(file: Uint8Array, start = 0, byteLength = file.length - start) {
  const archive = await readArchive({ source: memorySource("case", file), start, byteLength });
  const read: [string, number[]][] = [];
  for (const entry of archive.entries.values()) {
    read.push([entry.name, [...(await readPayload(archive, entry, 100)).bytes]]);
  }
  return read;
}

const EXPECTED = [["a/one", [1, 2, 3]], ["a/two", [4, 5]]];

const READ: readonly (readonly [what: string, file: Uint8Array])[] = [
  ["as torch writes it", zipOf(PARTS)],
  ["with a comment", zipOf(PARTS, { comment: "PK\x05\x06 is not the end" })],
  ["with numbers in extra fields", zipOf(PARTS.map((part) => ({ ...part, long: true })))],
  ["with a longer end record", zipOf(PARTS, { long: { agrees: true } })],
];
for (const [what, file] of READ) {
  Deno.test(`readArchive() reads an archive ${what}`, async () => {
    assert.deepEqual(await entries(file), EXPECTED);
  });

  Deno.test(`readArchive() reads an item ${what}, between two others`, async () => {
    const around = bytesOfParts(zipOf(PARTS), file, zipOf(PARTS));
    const start = zipOf(PARTS).length;
    assert.deepEqual(await entries(around, start, file.length), EXPECTED);
  });
}

Deno.test("readArchive() reads an empty archive", async () => {
  assert.deepEqual(await entries(zipOf([])), []);
});

Deno.test("locatePayload() answers a position in the source, aligned in the archive", async () => {
  const file = bytesOfParts("xyz", zipOf(PARTS));
  const source = memorySource("case", file);
  const archive = await readArchive({ source, start: 3, byteLength: file.length - 3 });
  for (const entry of archive.entries.values()) {
    assert.equal((await locatePayload(archive, entry) - 3) % 64, 0);
  }
});

Deno.test("readArchive() reads no archive that was cut, wherever that is", async () => {
  for (const file of [zipOf(PARTS), zipOf(PARTS, { long: { agrees: true } })]) {
    for (let length = 0; length < file.length; length++) {
      await assert.rejects(entries(file.subarray(0, length)), { tag: "Zip" });
    }
  }
});

const [first, second] = PARTS as [ZipPart, ZipPart];
const REFUSED: readonly (readonly [
  what: string,
  rule: ZipRule,
  said: RegExp,
  parts: readonly ZipPart[],
  end?: ZipEnd,
])[] = [
  ["compressed entry", "Unsupported", /"a\/one" is compressed/, [{ ...first, method: 8 }]],
  ["encrypted entry", "Unsupported", /"a\/one" is encrypted/, [{ ...first, flags: 1 }]],
  ["masked directory", "Unsupported", /encrypted/, [{ ...first, flags: 1 << 13 }]],
  ["part of several", "Unsupported", /several parts/, PARTS, { disk: 1 }],
  ["name twice", "BadName", /called "a\/one"/, [first, { ...second, name: "a/one" }]],
  ["name that leaves", "BadName", /"\.\.\/x"/, [{ ...first, name: "../x" }]],
  ["name that leaves within", "BadName", /"a\/\.\.\/\.\.\/x"/, [{ ...first, name: "a/../../x" }]],
  ["absolute name", "BadName", /"\/etc\/passwd"/, [{ ...first, name: "/etc/passwd" }]],
  ["name with a backslash", "BadName", /a\\\\b/, [{ ...first, name: "a\\b" }]],
  ["name that is no text", "BadName", /not UTF-8/, [{ ...first, name: Uint8Array.of(0xff) }]],
  ["entry within another", "Overlap", /passes 0/, [first, { ...second, header: 0 }]],
  ["entry that passes the next", "Overlap", /"a\/one" of 400 bytes/, [
    { ...first, size: 400 },
    second,
  ]],
  ["entry that passes the directory", "Overlap", /the directory/, [{ ...first, size: 4000 }]],
  ["entry beyond the end", "Overlap", /passes/, [{ ...first, header: 10 ** 6 }]],
  ["entry of 2^53 bytes", "Overlap", /passes/, [{ ...first, size: 2 ** 53, long: true }]],
  ["size that is not stored", "BadRecord", /3 bytes, and 2/, [{ ...first, storedSize: 2 }]],
  ["folder with bytes", "BadRecord", /folder "a\/one" has 3/, [{ ...first, attributes: 0x10 }]],
  ["folder's name with bytes", "BadRecord", /folder "a\/"/, [{ ...first, name: "a/" }]],
  ["header of another name", "BadRecord", /not there/, [{ ...first, localName: "a/two" }]],
  ["header that is none", "BadRecord", /not there/, [{ ...first, header: 1 }]],
  ["directory of more entries", "BadRecord", /no entry there/, PARTS, { entries: 3 }],
  ["directory of fewer entries", "BadRecord", /more follows/, PARTS, { entries: 1 }],
  ["directory beyond the end", "Truncated", /directory/, PARTS, { directoryAt: 10 ** 6 }],
  ["directory elsewhere", "BadRecord", /no entry there/, PARTS, { directoryAt: 1 }],
  ["directory of 4 GB", "TooLarge", /directory/, PARTS, { directoryBytes: 0xffffffff }],
  ["two ends", "BadRecord", /contradict/, PARTS, { long: { agrees: false } }],
  ["second end elsewhere", "BadRecord", /not where/, PARTS, { long: { agrees: true, at: 1 } }],
  ["second end beyond", "Truncated", /second end/, PARTS, { long: { agrees: true, at: 2 ** 40 } }],
];
for (const [what, rule, said, parts, end] of REFUSED) {
  Deno.test(`readArchive() refuses an archive: ${what}`, async () => {
    await assert.rejects(entries(zipOf(parts, end)), (error: Error & { rule?: ZipRule }) => {
      assert.equal(error.rule, rule, error.message);
      assert.match(error.message, said);
      return true;
    });
  });
}

Deno.test("readArchive() refuses a million and more entries before it reads them", async () => {
  const file = zipOf(PARTS, { entries: 2 ** 21, long: { agrees: true } });
  await assert.rejects(entries(file), { rule: "TooLarge" });
});

Deno.test("readPayload() refuses an entry that is larger than is asked for", async () => {
  const file = zipOf([{ name: "a/version", bytes: new Uint8Array(101) }]);
  await assert.rejects(entries(file), { rule: "TooLarge" });
});

Deno.test("readArchive() takes what looks like a record in a payload for data", async () => {
  const inner = bytesOfParts(zipOf(PARTS), uint(0, 7));
  assert.deepEqual(await entries(zipOf([{ name: "a/one", bytes: inner.subarray(0, 90) }])), [
    ["a/one", [...inner.subarray(0, 90)]],
  ]);
});
