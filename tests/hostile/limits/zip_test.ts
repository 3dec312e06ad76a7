import { joined } from "../mutate/bytes.ts";
import { littleEndian } from "../mutate/values.ts";
import { archive, FILE, pickled, put, putSparse, utf8, zipOf } from "./files.ts";
import { testRefusals } from "./refusal.ts";

const PKL = "a/data.pkl";
const NONE = pickled("\x80\x02N.");

testRefusals("an archive is refused", [
  archive(
    "that is compressed: a bomb",
    /compressed \(8\)/,
    () => zipOf([{ name: PKL, payload: NONE, method: 8, byteLength: 2 ** 31 }]),
  ),
  archive(
    "whose entries are one entry, many times",
    /Overlap/,
    () =>
      zipOf(Array.from({ length: 60_000 }, (_, i) => ({
        name: i === 0 ? PKL : `a/data/${i}`,
        payload: new Uint8Array(),
        header: 0,
      }))),
  ),
  archive(
    "whose entries lie in one another",
    /Overlap/,
    () => zipOf([{ name: PKL, payload: NONE, byteLength: 60 }, { name: "a/b", payload: NONE }]),
  ),
  archive(
    "with an entry beyond it",
    /Overlap/,
    () => zipOf([{ name: PKL, payload: NONE, byteLength: 0xfffffff0 }]),
  ),
  archive(
    "with a header beyond it",
    /Overlap/,
    () => zipOf([{ name: PKL, payload: NONE, header: 0xfffffff0 }]),
  ),
  archive(
    "with two entries of a name",
    /BadName/,
    () => zipOf([{ name: PKL, payload: NONE }, { name: PKL, payload: NONE }]),
  ),
  ...["../x", "/etc/passwd", "a\0b", "a//b", "a\\b"].map((name) =>
    archive(
      `with an entry called ${JSON.stringify(name)}`,
      /BadName/,
      () => zipOf([{ name, payload: NONE }]),
    )
  ),
  archive(
    "that says it has more entries",
    /BadRecord/,
    () => zipOf([{ name: PKL, payload: NONE }], 65000),
  ),
  ["whose directory is said to have 2^20 entries in 2^60 bytes", /TooLarge/, (folder) => {
    const u = (value: bigint | number, width: number) => littleEndian(BigInt(value), width);
    const end64 = joined(
      ...[
        u(0x06064b50, 4),
        u(44, 8),
        u(0, 12),
        u(2 ** 30, 8),
        u(2 ** 30, 8),
        u(2n ** 60n, 8),
        u(0, 8),
      ],
      ...[u(0x07064b50, 4), u(0, 4), u(4, 8), u(1, 4)],
    );
    const end = joined(u(0x06054b50, 4), u(0, 4), u(0xffffffff, 4), u(0xffffffff, 8), u(0, 2));
    put(folder, FILE, joined(u(0x04034b50, 4), end64, end));
  }],
  ["whose pickle has 2 GB, in a hole", /at most 268435456 are read/, (folder) => {
    const whole = zipOf([{ name: "a/version", payload: utf8("3") }, { name: PKL, payload: NONE }]);
    const body = whole.length - 22 - (46 + PKL.length) - (46 + 9) - NONE.length;
    const tail = whole.slice(body + NONE.length);
    const view = new DataView(tail.buffer);
    const [entry, end] = [46 + 9, tail.length - 22];
    view.setUint32(entry + 20, 2e9, true);
    view.setUint32(entry + 24, 2e9, true);
    view.setUint32(end + 16, body + 2e9, true);
    putSparse(folder, FILE, whole.subarray(0, body), body + 2e9);
    Deno.writeFileSync(`${folder}/${FILE}`, tail, { append: true });
  }],
]);
