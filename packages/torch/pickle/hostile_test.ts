import assert from "node:assert/strict";
import { bytesOfParts, pickle, uint } from "../testing/pickler.ts";
import type { Dialect } from "./dialect.ts";
import { MAX_MARKS, MAX_STACK } from "./limits.ts";
import { type CallSite, isKind, type Kinded, type Pickled } from "./pickled.ts";
import type { PickleRule } from "./pickle_error.ts";
import { unpickle } from "./unpickle.ts";

function copy([list]: readonly Pickled<Kinded>[], site: CallSite): null {
  if (list === undefined || !isKind(list, "list")) site.refuse("refuses");
  site.copies(list.items.length);
  return null;
}

/** Knows one function, which copies a list. */
const ECHO: Dialect<Kinded> = {
  globals: new Map([["echo.copy", { kind: "callable", name: "echo.copy", call: copy }]]),
};

function reading(...parts: Parameters<typeof bytesOfParts>): () => void {
  return () => unpickle(bytesOfParts(...parts), ECHO, { name: "case" });
}

const CASES: readonly (readonly [
  what: string,
  rule: PickleRule,
  said: RegExp,
  parts: Parameters<typeof bytesOfParts>,
])[] = [
  ["a shell command", "UnknownGlobal", /"os.system"/, ["cos\nsystem\n(X", uint(4, 4), "echotR."]],
  ["one by way of posix", "UnknownGlobal", /"posix.system"/, ["cposix\nsystem\n", "."]],
  ["eval", "UnknownGlobal", /"builtins.eval"/, ["c__builtin__\neval\n."]],
  ["getattr", "UnknownGlobal", /"builtins.getattr"/, ["cbuiltins\ngetattr\n."]],
  ["a name on the stack", "UnknownGlobal", /"os.system"/, [0x8c, 2, "os", 0x8c, 6, "system", 0x93]],
  ["a name of a known one and more", "UnknownGlobal", /"echo.copy.x"/, ["cecho\ncopy.x\n."]],
  ["a name of object's own", "UnknownGlobal", /constructor/, ["c__proto__\nconstructor\n."]],
  ["a name that drives a terminal", "UnknownGlobal", /\\u001b/, ["c\x1b[2J\nx\n."]],
  ["a name without end", "TooLarge", /at most 512/, ["c", "x".repeat(600), "\ny\n."]],
  ["a name of numbers", "WrongType", /int and int/, ["K\x01K\x02", 0x93]],
  ["an instruction of protocol 0", "UnknownOpcode", /0x49/, ["I1\n."]],
  ["an object by INST", "UnknownOpcode", /0x69/, ["(ios\nsystem\n."]],
  ["an object by OBJ", "UnknownOpcode", /0x6f/, ["(cecho\ncopy\no."]],
  ["an extension code", "UnknownOpcode", /0x82/, [0x82, 1]],
  ["a buffer outside the pickle", "UnknownOpcode", /0x97/, [0x97]],
  ["a protocol to come", "UnknownOpcode", /protocol 6/, [0x80, 6, "N."]],
  ["a call of a number", "WrongType", /int cannot be called/, ["K\x01)R."]],
  ["a call with a list", "WrongType", /called with a list/, ["cecho\ncopy\n]R."]],
  ["a call that is refused", "BadArguments", /"echo.copy" refuses/, ["cecho\ncopy\n)R."]],
  ["state for a number", "WrongType", /int takes no state/, ["K\x01}b."]],
  ["state for a function", "WrongType", /echo.copy takes no state/, ["cecho\ncopy\n}b."]],
  ["a persistent id", "WrongType", /kept elsewhere/, ["K\x01Q."]],
  ["nothing on the stack", "BadStack", /no value/, ["."]],
  ["a tuple of too few", "BadStack", /no value/, ["K\x01", 0x86]],
  ["a value from below a mark", "BadStack", /no value/, ["K\x01(", 0x85]],
  ["no mark", "BadStack", /no mark/, ["t."]],
  ["a key without a value", "BadStack", /no value/, ["}(K\x01u."]],
  ["a value that was never kept", "BadMemo", /under 7/, ["h\x07."]],
  ["items for a dict", "WrongType", /list is needed/, ["}K\x01a."]],
  ["items for a tuple", "WrongType", /dict is needed/, [")K\x01K\x02s."]],
  ["a list as key", "WrongType", /list cannot be a key/, ["}]K\x01s."]],
  ["text that is none", "BadText", /not UTF-8/, [0x8c, 1, 0xff]],
  ["a surrogate", "BadText", /not UTF-8/, [0x8c, 3, 0xed, 0xa0, 0x80]],
  ["text of 2^32 bytes", "Truncated", /ends within/, ["X", 0xff, 0xff, 0xff, 0xff, "x"]],
  ["bytes of 2^64 bytes", "Truncated", /ends within/, [0x8e, uint(2 ** 64 - 2048, 8)]],
  ["an integer of 2^31 bytes", "Truncated", /ends within/, [0x8b, uint(2 ** 31, 4)]],
  ["an integer of 1000 bytes", "TooLarge", /1000 bytes/, [0x8b, uint(1000, 4), "x".repeat(1000)]],
  ["marks within marks", "TooLarge", /1000 marks/, ["(".repeat(MAX_MARKS + 1)]],
];
for (const [what, rule, said, parts] of CASES) {
  Deno.test(`unpickle() refuses ${what}`, () => {
    assert.throws(reading(...parts), (error: Error & { rule?: PickleRule }) => {
      assert.equal(error.rule, rule);
      assert.match(error.message, said);
      assert.doesNotMatch(error.message, /\p{Cc}/u);
      return true;
    });
  });
}

Deno.test("unpickle() refuses a stack without end", () => {
  assert.throws(reading(new Uint8Array(MAX_STACK + 1).fill(0x4e)), { rule: "TooLarge" });
});

Deno.test("unpickle() is not slowed by lists of lists of lists: references cost what they take", () => {
  // Ten references to the list before, a hundred times over: 10^100 lists if they were copied.
  const levels = Array.from(
    { length: 100 },
    (_, i) => bytesOfParts("](", ...new Array(10).fill(bytesOfParts("h", i)), "eq", i + 1),
  );
  unpickle(bytesOfParts("]q\x00", ...levels, "."), ECHO, { name: "case" });
});

Deno.test("unpickle() refuses a list that is copied over and over", () => {
  const items = "K\x01".repeat(1000);
  const calls = "cecho\ncopy\nh\x00\x85R".repeat(100);
  const copies = bytesOfParts("](", items, "eq\x00", calls, ".");
  assert.throws(() => unpickle(copies, ECHO, { name: "case" }), { rule: "TooLarge" });
});

Deno.test("unpickle() says where in the file, and in which instruction", () => {
  const bytes = bytesOfParts(pickle(1).subarray(0, -1), "cos\nsystem\n.");
  assert.throws(
    () => unpickle(bytes, ECHO, { name: "model.bin", position: 100 }),
    { place: { path: "model.bin", position: 104, opcode: "GLOBAL" } },
  );
});
