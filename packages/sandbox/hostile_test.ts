import assert from "node:assert/strict";
import { PluginError } from "@tensorferry/core";
import { evaluateModule } from "./testing/evaluate_module.ts";
import { failure } from "./testing/failure.ts";
import { moduleText, pluginText } from "./testing/small_plugin.ts";

const SPIN = "for (;;) {}";

const REFUSED: readonly [what: string, why: RegExp, text: string][] = [
  ["exits", /has no default export|before it gave its data/, "Deno.exit(0);"],
  [
    "exits, as in Node",
    /has no default export|before it gave its data/,
    `
    import process from "node:process"; process.reallyExit(0);`,
  ],
  ["closes its thread for ever", /before it gave its data|has no default/, `self.close();`],
  [
    "kills its process",
    /before it gave its data|run access/,
    `
    import process from "node:process"; process.kill(process.pid, "SIGKILL"); export default 1;`,
  ],
  [
    "asks for a worker with rights",
    /before it gave its data/,
    `
    new Worker("data:text/javascript,", { type: "module", deno: { permissions: { read: true } } });
    export default 1;`,
  ],
  ["asks for a right", /Requires env access to "HOME".*give --trust/, `Deno.env.get("HOME");`],
  ["throws", /: Error: by intent$/, `throw new Error("by intent");`],
  ["throws nothing", /: it threw undefined$/, "throw undefined;"],
  [
    "throws what cannot be told",
    /threw something that is no error/,
    `
    throw { toString() { throw 1; } };`,
  ],
  ["throws a long story", /^.{2000,2300}$/, `throw new Error("x".repeat(1e7));`],
  ["drives the terminal", /\\u001b\[2J/, String.raw`throw new Error("\x1b[2J");`],
  [
    "rejects a promise",
    /unnoticed/,
    `
    Promise.reject(new Error("unnoticed")); await new Promise((done) => setTimeout(done, 100));`,
  ],
  [
    "throws later",
    /later/,
    `
    setTimeout(() => { throw new Error("later"); }); await new Promise((done) => setTimeout(done, 100));`,
  ],
  ["runs out of stack", /RangeError: Maximum call stack/, "const f = () => f(); f();"],
  ["has no default export", /it has no default export/, "export const plugin = 1;"],
  [
    "gives nothing",
    /its default export is undefined, which is no data/,
    "export default undefined;",
  ],
  ["gives a number", /it: /, "export default 1;"],
  ["gives a function", /its default export is a function/, "export default () => ({});"],
  ["gives a promise", /an object of a class/, "export default Promise.resolve({});"],
  [
    "has a function in it",
    /tensors\.a\.shape\[0\] is a function, which is no data/,
    `
    export default { tensors: { a: { shape: [() => 1] } } };`,
  ],
  ["has a bigint in it", /a is a bigint/, "export default { a: 1n };"],
  ["has a symbol in it", /a is a symbol/, `export default { a: Symbol("s") };`],
  ["has NaN in it", /a is NaN/, "export default { a: NaN };"],
  ["has a hole in it", /a\[0\] is undefined/, "export default { a: [, 1] };"],
  ["has a date in it", /a is an object of a class/, "export default { a: new Date() };"],
  [
    "has its own way to JSON",
    /toJSON is a function/,
    "export default { toJSON() { return {}; } };",
  ],
  [
    "throws when it is looked at",
    /: Error: looked at/,
    `
    export default { get name() { throw new Error("looked at"); } };`,
  ],
  [
    "throws as a proxy",
    /: Error: trapped/,
    `
    export default new Proxy({}, { ownKeys() { throw new Error("trapped"); } });`,
  ],
  [
    "refers to itself",
    /nested deeper than 64, or refers to itself/,
    `
    const a = {}; a.a = a; export default a;`,
  ],
  [
    "nests deeply",
    /nested deeper than 64/,
    `
    let a = []; for (let i = 0; i < 1e5; i++) a = [a]; export default a;`,
  ],
  [
    "answers by itself, no JSON",
    /what it gave is no JSON/,
    `
    self.postMessage({ kind: "data", text: "{" }); ${SPIN}`,
  ],
  [
    "answers by itself, nested deeply",
    /its data nests deeper than 64/,
    `
    self.postMessage({ kind: "data", text: "[".repeat(4e6) }); ${SPIN}`,
  ],
  ["answers by itself, nothing", /undefined/, `self.postMessage(null); ${SPIN}`],
  [
    "pollutes by __proto__",
    /reserved key __proto__/,
    `
    export default JSON.parse('{"__proto__": {"polluted": true}}');`,
  ],
  [
    "pollutes by a constructor",
    /reserved key constructor/,
    `
    export default { constructor: { prototype: { polluted: true } } };`,
  ],
  ["is no data of a plugin", /tensors/, `export default ${pluginText(`tensors: { a: 1 },`)};`],
  [
    "breaks a law",
    /rule 1 of layout other leads to gone, which is not declared/,
    `
    export default ${
      pluginText(`layouts: { other: { description: "", rules: [{ layout: "a", hf: "gone" }] } },`)
    };`,
  ],
  ["imports what it does not have", /beside\.ts/, `export { default } from "./beside.ts";`],
  [
    "imports a package of npm",
    /npm.*--trust/,
    `
    export { default } from "npm:left-pad@1.3.0";`,
  ],
  [
    "imports a name that nothing maps",
    /it imports left-pad, which nothing maps/,
    `
    export { default } from "left-pad";`,
  ],
  ["is no code", /Expected/, "export default {"],
];

for (const [what, why, text] of REFUSED) {
  Deno.test(`evaluatePlugin() refuses a plugin that ${what}`, async () => {
    const error = await failure(text, { milliseconds: 5000 });
    assert(error instanceof PluginError, error.message);
    assert.match(error.message, why);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
}

Deno.test("evaluatePlugin() takes the data of a plugin that changes the language around it", async () => {
  const plugin = await evaluateModule(`
    Array.prototype.toJSON = () => "changed";
    console.log("x".repeat(1e5));
    Deno.stderr.writeSync(new Uint8Array(1e5));
    Deno.stdout.close();
    ${moduleText()}`);
  assert.deepEqual(plugin.tensors, { "embed.weight": { shape: [1] } });
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});
