import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesOfParts, type Picklable, pickle } from "../testing/pickler.ts";
import type { Dialect } from "./dialect.ts";
import { isKind, type Kinded, type Pickled } from "./pickled.ts";
import { unpickle } from "./unpickle.ts";

const PLAIN: Dialect<Kinded> = { globals: new Map() };

function read(bytes: Uint8Array): Pickled<Kinded> {
  return unpickle(bytes, PLAIN, { name: "case" }).value;
}

/** The same value as the test's writer takes it. */
function back(value: Pickled<Kinded>): Picklable {
  if (value === null || typeof value !== "object") return value;
  if (isKind(value, "float")) return { float: value.value };
  if (isKind(value, "bytes")) return Uint8Array.from(value.bytes);
  if (isKind(value, "tuple")) return { tuple: value.items.map(back) };
  if (isKind(value, "list")) return value.items.map(back);
  if (isKind(value, "dict")) {
    const { items } = value;
    return new Map(
      items.flatMap((key, i) => i % 2 === 0 ? [[back(key), back(items[i + 1]!)]] : []),
    );
  }
  throw new Error(`a ${value.kind}`);
}

const { plain } = fc.letrec<{ plain: Picklable; scalar: Picklable }>((tie) => ({
  scalar: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 60n, max: 2n ** 100n }),
    fc.bigInt({ min: -(2n ** 100n), max: -(2n ** 60n) }),
    fc.string({ unit: "binary" }),
    fc.double().map((float) => ({ float })),
    fc.uint8Array({ maxLength: 300 }),
  ),
  plain: fc.oneof(
    { depthSize: "small" },
    tie("scalar"),
    fc.array(tie("plain"), { maxLength: 5 }),
    fc.array(tie("plain"), { maxLength: 5 }).map((items) => ({ tuple: items })),
    fc.dictionary(fc.string(), tie("plain"), { maxKeys: 5 }).map((o) => new Map(Object.entries(o))),
  ),
}));

Deno.test("unpickle() gives back any plain data, in protocol 2 and 4", () => {
  fc.assert(fc.property(plain, fc.constantFrom<(2 | 4)[]>(2, 4), (value, protocol) => {
    assert.deepEqual(back(read(pickle(value, protocol))), value);
  }));
});

Deno.test("unpickle() keeps what looks like a text that is none, and a byte order mark", () => {
  for (const text of ["\ufffd", "a\ufffdb", "\ufeffa"]) assert.equal(read(pickle(text, 4)), text);
});

/** `{"a": (1, 2.5, None, True), "é": [b"\x00", -1, 2**40, 70000], 3: ((), ("x",))}`, as Python 3.11 pickles it. */
const BY_PYTHON: readonly (readonly [protocol: number, pickle: string])[] = [
  [
    3,
    "80037d7100285801000000617101284b014740040000000000004e887471025802000000c3a971035d71042843010071054affffffff8a060000000000014a70110100654b03295801000000787106857107867108752e",
  ],
  [
    4,
    "80049543000000000000007d94288c016194284b014740040000000000004e8874948c02c3a9945d9428430100944affffffff8a060000000000014a70110100654b03298c01789485948694752e",
  ],
  [
    5,
    "80059543000000000000007d94288c016194284b014740040000000000004e8874948c02c3a9945d9428430100944affffffff8a060000000000014a70110100654b03298c01789485948694752e",
  ],
];

Deno.test("unpickle() reads what Python writes, in every protocol since 3", () => {
  const expected = new Map<Picklable, Picklable>([
    ["a", { tuple: [1, { float: 2.5 }, null, true] }],
    ["é", [Uint8Array.of(0), -1, 2 ** 40, 70_000]],
    [3, { tuple: [{ tuple: [] }, { tuple: ["x"] }] }],
  ]);
  for (const [protocol, hex] of BY_PYTHON) {
    assert.deepEqual(back(read(Uint8Array.fromHex(hex))), expected, `protocol ${protocol}`);
  }
});

Deno.test("unpickle() answers where the pickle ends, and leaves what follows", () => {
  const bytes = bytesOfParts(pickle([1, 2]), "more");
  assert.equal(unpickle(bytes, PLAIN, { name: "case" }).byteLength, bytes.length - 4);
});

Deno.test("unpickle() keeps references: what is used twice is one object, and a list may hold itself", () => {
  const twice = read(bytesOfParts("](]q\x05h\x05e."));
  assert(typeof twice === "object" && twice !== null && isKind(twice, "list"));
  assert.equal(twice.items[0], twice.items[1]);
  const cyclic = read(bytesOfParts("]\x94h\x00a."));
  assert(typeof cyclic === "object" && cyclic !== null && isKind(cyclic, "list"));
  assert.equal(cyclic.items[0], cyclic);
});

Deno.test("unpickle() reads no pickle that was cut, wherever that is", () => {
  const value = [new Map([["a", { tuple: [1, 70_000, 2n ** 70n, { float: 1 }] }]]), "é", null];
  for (const protocol of [2, 4] as const) {
    const whole = pickle(value, protocol);
    for (let length = 0; length < whole.length; length++) {
      assert.throws(() => read(whole.subarray(0, length)), { tag: "Pickle", rule: "Truncated" });
    }
  }
});
