import assert from "node:assert/strict";
import { SandboxError, type SandboxLimits } from "./limits.ts";
import { failure } from "./testing/failure.ts";
import { moduleText } from "./testing/small_plugin.ts";

const SPIN = "for (;;) {}";

const BEYOND: readonly [what: string, limit: keyof SandboxLimits, text: string][] = [
  ["spins", "milliseconds", SPIN],
  ["waits for ever", "milliseconds", "await new Promise(() => {});"],
  ["spins in a regular expression", "milliseconds", `/^(a+)+$/.test("a".repeat(50) + "b");`],
  [
    "spins in WebAssembly",
    "milliseconds",
    `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11,
  ])));`,
  ],
  [
    "spins in a worker of its own, and waits",
    "milliseconds",
    `
    new Worker("data:text/javascript,${SPIN}", { type: "module" }); await new Promise(() => {});`,
  ],
  [
    "blocks its thread",
    "milliseconds",
    `
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
  ],
  ["fills the heap", "memory", "const a = []; for (;;) a.push(new Array(1000).fill(1));"],
  ["fills buffers", "memory", "const a = []; for (;;) a.push(new Uint8Array(1e7).fill(1));"],
  [
    "fills memory of WebAssembly",
    "memory",
    `
    new Uint8Array(new WebAssembly.Memory({ initial: 60000 }).buffer).fill(1);`,
  ],
  ["fills texts", "memory", `let a = "x"; for (;;) a += a + JSON.stringify(a);`],
  [
    "fills the heaps of many workers",
    "memory",
    `
    for (let i = 0; i < 100; i++) {
      new Worker("data:text/javascript,const a = []; for (;;) a.push(new Array(1000).fill(1))", { type: "module" });
    }
    await new Promise(() => {});`,
  ],
  ["gives a text of half a gigabyte", "answer", `export default "x".repeat(5e8);`],
  ["gives a list without an end", "answer", "export default new Array(1e6).fill('a text');"],
  [
    "gives data that holds itself over and over",
    "answer",
    `
    let a = []; for (let i = 0; i < 50; i++) a = [a, a]; export default a;`,
  ],
  [
    "gives a proxy without an end",
    "answer",
    `
    export default new Proxy([], { get: (_, key) => key === "length" ? 1e9 : 1 });`,
  ],
  ["prints without an end", "answer", `for (;;) Deno.stdout.writeSync(new Uint8Array(1e6));`],
];

for (const [what, limit, text] of BEYOND) {
  Deno.test(`evaluatePlugin() stops a plugin that ${what}`, async () => {
    const module = text.includes("export default") ? text : `${text}\nexport default 1;`;
    // Whoever is to meet another limit has the time to, on a machine that is busy too.
    const error = await failure(module, limit === "milliseconds" ? { milliseconds: 1000 } : {});
    assert(error instanceof SandboxError, error.message);
    assert.equal(error.limit, limit, error.message);
    assert.match(error.message, /^Cannot use plugin file:.*, and was stopped\. /);
  });
}

Deno.test("evaluatePlugin() keeps to the limits it is given", async () => {
  const limits = { memory: 100 * 2 ** 20, answer: 100 };
  const error = await failure(moduleText(), limits);
  assert.match(error.message, /its data and what it printed take more than 100 B, and was stopped/);
});
