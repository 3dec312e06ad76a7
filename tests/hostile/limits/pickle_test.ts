import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { archive, FILE, int, type Part, pickled, put, putSparse, text, torchZip } from "./files.ts";
import { type HostileCase, testRefusals } from "./refusal.ts";

const PROTO = "\x80\x02";
/** What a pickle that were run would make. */
const MARKER = fileURLToPath(new URL("./was_run", import.meta.url));
const COMMAND = text(`touch ${MARKER}`);
const CALLS: readonly (readonly [how: string, pickle: Uint8Array])[] = [
  ["REDUCE", pickled(PROTO, "cos\nsystem\n", COMMAND, "\x85R.")],
  ["REDUCE of posix", pickled(PROTO, "cposix\nsystem\n", COMMAND, "\x85R.")],
  [
    "REDUCE of a name on the stack",
    pickled("\x80\x04", text("os"), text("system"), "\x93", COMMAND, "\x85R."),
  ],
  ["INST", pickled(PROTO, "(", COMMAND, "ios\nsystem\n.")],
  ["OBJ", pickled(PROTO, "(cos\nsystem\n", COMMAND, "o.")],
  ["NEWOBJ", pickled(PROTO, "csubprocess\nPopen\n", COMMAND, "\x85\x81.")],
  ["NEWOBJ_EX", pickled("\x80\x04", "csubprocess\nPopen\n", COMMAND, "\x85}\x92.")],
  [
    "BUILD",
    pickled(
      PROTO,
      "ctorch._utils\n_rebuild_tensor_v2\n}",
      text("__setstate__"),
      "cos\nsystem\nsb.",
    ),
  ],
  [
    "a rebuild that calls on",
    pickled(PROTO, "ctorch._tensor\n_rebuild_from_type_v2\n(cos\nsystem\nN", COMMAND, "\x85}tR."),
  ],
  ["an extension code", pickled(PROTO, "\x82\x01.")],
  ["a persistent id", pickled(PROTO, "cos\nsystem\nQ.")],
];

testRefusals(
  "a pickle does not call",
  CALLS.flatMap(([how, pickle]): HostileCase[] => {
    const said = /UnknownGlobal|UnknownOpcode|WrongType|BadArguments/;
    return [
      archive(`by ${how} in a .bin`, said, () => torchZip(pickle)),
      [`by ${how} in a .metadata`, said, (folder) => {
        put(folder, ".metadata", pickle);
        put(folder, "__0_0.distcp", "x");
      }],
    ];
  }),
);

Deno.test("a pickle does not call: nothing was run", () => {
  const wasRun = existsSync(MARKER);
  rmSync(MARKER, { force: true });
  assert(!wasRun);
});

/** A state dict of one key, whose value is made by these instructions. */
function valued(...value: readonly Part[]): Uint8Array {
  return torchZip(pickled(PROTO, "}", text("a"), value, "s."));
}

/** A call that makes a tensor whose metadata are a dict that was kept. */
const TENSOR_OF_KEPT = "ctorch._utils\n_rebuild_tensor_v2\n(h\x01K\x00))\x89Nh\x00tR";
const KEPT_STORAGE = [
  ...["((", text("storage"), "ctorch\nFloatStorage\n", text("0"), text("cpu"), "K\x01tQq\x01t"],
];

/** Fetches the value of each number up to `count`, none of which was kept. */
function fetching(count: number): Uint8Array {
  const bytes = new Uint8Array(5 * count);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    bytes[5 * i] = "j".charCodeAt(0);
    view.setUint32(5 * i + 1, i, true);
  }
  return bytes;
}

testRefusals("a pickle is refused", [
  archive("that holds itself", /holds|no tensors/, () => torchZip(pickled(PROTO, "]q\x00h\x00a."))),
  archive(
    "that doubles itself 60 times",
    /no tensors/,
    () =>
      valued(
        "(]q\x00",
        ...Array.from({ length: 60 }, (_, i) => pickled("](h", i, "h", i, "eq", i + 1)),
        "t",
      ),
  ),
  archive("of a million marks", /1000 marks/, () => torchZip(pickled(PROTO, "(".repeat(1e6)))),
  archive(
    "of a stack without end",
    /1048576 values/,
    () => torchZip(pickled(PROTO, "N".repeat(2e6))),
  ),
  archive(
    "of dicts without end",
    /16777216 objects/,
    () =>
      torchZip(pickled(PROTO, "](", ...new Array<string>(17).fill(`${"}".repeat(1e6)}e(`), "e.")),
    3072,
  ),
  archive(
    "of dicts without end that are kept, made part of others, and used again",
    /16777216 objects/,
    () =>
      torchZip(
        pickled(
          PROTO,
          "](",
          ...new Array<string>(18).fill(`${"}}q\x00bh\x00".repeat(5e5)}e(`),
          "e.",
        ),
      ),
    3072,
  ),
  archive(
    "that uses 17 million values again",
    /uses 16777216 values again/,
    () => torchZip(fetching(17e6)),
    1536,
  ),
  archive(
    "of a list that becomes the sizes of many tensors",
    /copy more items/,
    () =>
      valued(
        ...["(", KEPT_STORAGE, "](", "K\x01".repeat(64), "eq\x00"],
        ...["](", "ctorch._utils\n_rebuild_tensor\n(h\x01K\x00h\x00h\x00tR".repeat(100_000), "et"],
      ),
  ),
  archive(
    "of a long word on how many tensors are to be changed",
    /copy more items/,
    () =>
      valued(
        ...["(", KEPT_STORAGE, "}(", text("n".repeat(160)), "\x88uq\x00"],
        ...["](", TENSOR_OF_KEPT.repeat(100_000), "et"],
      ),
  ),
  archive("of texts of 4 GB", /Truncated/, () => torchZip(pickled(PROTO, "X\xff\xff\xff\xffa."))),
  archive(
    "of an integer of 2 GB",
    /Truncated/,
    () => torchZip(pickled(PROTO, "\x8b\xff\xff\xff\x7f.")),
  ),
  archive(
    "of a frame of 2^63 bytes",
    /holds a int/,
    () => torchZip(pickled("\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f", "K\x01.")),
  ),
  archive(
    "that keeps under 2^32 and fetches what it never kept",
    /BadMemo/,
    () => torchZip(pickled(PROTO, "Nr\xff\xff\xff\xffj\x01\x00\x00\x00.")),
  ),
  archive(
    "that looks through a long dict for each of many tensors",
    /copy more items/,
    () =>
      valued(
        ...["(", KEPT_STORAGE, "}q\x00("],
        Array.from({ length: 200_000 }, (_, i) => [int(i), "\x89"]),
        ...["u", "](", TENSOR_OF_KEPT.repeat(100_000), "et"],
      ),
  ),
  ["of a stream that does not end", /Truncated/, (folder) => {
    // The magic number, protocol 1001, and a text of 4 GB in a hole.
    const head = Uint8Array.fromHex("80028a0a6cfc9c46f9206aa850192e80024de9032e800258ffffffff");
    putSparse(folder, FILE, head, 1e12);
  }, { mostMiB: 1024 }],
]);
