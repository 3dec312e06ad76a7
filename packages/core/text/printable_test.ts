import { equal, ok } from "node:assert/strict";
import { MAX_SHOWN_NAME, printable, quoteName, quoteNames } from "./printable.ts";

Deno.test("quoteName() leaves a plain name readable", () => {
  equal(quoteName("model.norm.weight"), '"model.norm.weight"');
  equal(quoteName("模型/é"), '"模型/é"');
});

Deno.test("quoteName() lets no control, terminal escape or bidirectional override through", () => {
  const hostile = '\x1b[2J\x9b31m\u202e\u2028\r\n\0\u{e0041}\ud800"\\';
  const shown = quoteName(hostile);
  ok(/^[\x20-\x7e]*$/.test(shown), shown);
  ok(shown.includes("\\u001b[2J\\u009b31m\\u202e\\u2028\\r\\n\\u0000\\u{e0041}"));
});

Deno.test("quoteName() cuts a name by code points", () => {
  const shown = quoteName("😀".repeat(1000));
  equal(shown, `"${"😀".repeat(MAX_SHOWN_NAME)}"… (2000 characters)`);
});

Deno.test("quoteNames() names five and counts the rest", () => {
  equal(quoteNames(["a", "b"]), '"a", "b"');
  equal(quoteNames([..."abcdefg"]), '"a", "b", "c", "d", "e" and 2 more');
});

Deno.test("printable() keeps a path as it is where it prints", () => {
  equal(printable("/data/a b/model.safetensors"), "/data/a b/model.safetensors");
  equal(printable("/data/\x1b]0;x\x07"), "/data/\\u001b]0;x\\u0007");
});

Deno.test("printable() leaves printable text of any script alone", () => {
  for (const text of ["model.layers.0.weight", "Gewichte für 模型 🚢", "a/b c"]) {
    equal(printable(text), text);
  }
});

Deno.test("printable() shows what would drive a terminal", () => {
  const cases: [text: string, shown: string][] = [
    ["\x1b[31mred", "\\u001b[31mred"],
    ["\x1b]0;title\x07", "\\u001b]0;title\\u0007"],
    ["one\r\ntwo", "one\\u000d\\u000atwo"],
    ["\x9b2J", "\\u009b2J"],
    ["abc\u202egnp", "abc\\u202egnp"],
    ["half \ud83d pair", "half \\ud83d pair"],
    ["tag \u{e0041}", "tag \\u{e0041}"],
  ];
  for (const [text, shown] of cases) equal(printable(text), shown);
});
