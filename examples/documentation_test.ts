import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  bindModel,
  bytesOf,
  type Checkpoint,
  declaredTensors,
  iterConvert,
  type LazyTensor,
  leaf,
  type ModelConfig,
  planConversion,
  type Plugin,
} from "@tensorferry/core";
import * as words from "@tensorferry/core/plugin";
import {
  checkAgainst,
  checkPlugin,
  type Law,
  LAWS,
  reportText,
  synthesize,
  syntheticCheckpoint,
} from "@tensorferry/harness";
import mixtral from "./plugins/mixtral/plugin.ts";

const PAGE = readFileSync(fileURLToPath(new URL("../docs/plugins.md", import.meta.url)), "utf8");

interface Block {
  /** What the comment above it says. */
  readonly of?: string;
  readonly language: string;
  readonly text: string;
}

const BLOCKS: readonly Block[] = [
  ...PAGE.matchAll(/(?:<!-- (.+?) -->\n\n)?```(\w+)[^\n]*\n([\s\S]*?)```/g),
].map(([, of, language, text]) => ({
  ...(of !== undefined && { of }),
  language: language!,
  text: text!,
}));

function blockOf(what: string): string {
  const block = BLOCKS.find(({ of }) => of === what);
  assert(block !== undefined, `no block is marked with ${what}`);
  return block.text;
}

/** The cells of every row of the table below a heading that begins so. */
function rows(firstHeading: string): string[][] {
  const lines = PAGE.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${firstHeading} `));
  assert(start !== -1, firstHeading);
  const table = lines.slice(start + 2);
  return table.slice(0, table.findIndex((line) => !line.startsWith("|"))).map((line) =>
    line.slice(1, -1).split(" | ").map((cell) => cell.trim())
  );
}

/** What a piece of the page stands for, with the words of a plugin at hand. */
function valueOf<T>(cell: string): T {
  const code = cell.replaceAll(/^`|`$/g, "");
  return new Function(...Object.keys(words), `return ${code}`)(...Object.values(words));
}

Deno.test("what is quoted of a file is in it", () => {
  const quoted = BLOCKS.filter(({ of }) => of?.endsWith(".ts"));
  assert(quoted.length >= 5);
  const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  for (const { of, text } of quoted) {
    const file = squeeze(readFileSync(new URL(`../${of}`, import.meta.url), "utf8"));
    assert(file.includes(squeeze(text)), text);
  }
});

Deno.test("the config and the tensors of Mixtral are those that the plugin declares", () => {
  const model = bindModel(mixtral, JSON.parse(blockOf("Mixtral-8x7B")));
  const declared = [...declaredTensors(model)];
  assert(PAGE.includes(`for the ${declared.length} tensors of Mixtral 8x7B`));
  const first = declared.filter(({ name }) => !/layers\.[1-9]|experts\.[1-9]/.test(name));
  assert.deepEqual(
    blockOf("tensors of Mixtral-8x7B").trimEnd().split("\n"),
    first.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).sort(),
  );
});

const laws = (Object.keys(LAWS) as Law[]).filter((law) => law !== "owner");

Deno.test("the report on Mixtral is what the check prints", async () => {
  const [, report] = BLOCKS.find(({ text }) => text.includes("check examples/plugins/mixtral"))!
    .text.split(/(?<=plugin\.ts)\n/);
  assert.equal(report, reportText(await checkPlugin(mixtral), laws));
});

/** Mixtral with something else in it. */
function changed(change: (mixtral: Changeable) => void): Plugin {
  const copy = structuredClone(mixtral);
  change(copy as unknown as Changeable);
  return copy;
}

/** What the faults of the page change. */
interface Changeable {
  readonly tensors: Record<string, { shape: words.Value[] }>;
  readonly layouts: { readonly transformers: { readonly rules: [unknown, { hf: Swappable }] } };
}

interface Swappable {
  readonly of: { readonly parts: string[] };
}

Deno.test("the report on a wrong shape is what the check prints", async () => {
  const broken = changed(({ tensors }) => {
    Object.entries(tensors).find(([name]) => name.endsWith(".w3.weight"))![1].shape.reverse();
  });
  const report = reportText(await checkPlugin(broken), laws);
  assert(report.includes(blockOf("with the shape of w3 the wrong way round")), report);
});

Deno.test("the report on w1 and w3 swapped is what the check prints, beside an owner's answer", async () => {
  const swapped = changed(({ layouts }) => layouts.transformers.rules[1].hf.of.parts.reverse());
  assert.deepEqual((await checkPlugin(swapped, { runs: 2 })).findings, []);
  const folder = await Deno.makeTempDir({ prefix: "tensorferry-" });
  try {
    const config = `${folder}/config.json`;
    await Deno.writeTextFile(config, JSON.stringify(mixtral.examples![0]));
    for (const layout of ["hf", "transformers"]) {
      await synthesize(config, `${folder}/${layout}`, { plugins: [mixtral], layout });
    }
    const findings = await checkAgainst(swapped, `${folder}/hf`, `${folder}/transformers`);
    const nothing = { given: 0, drawn: 0, seed: 1, layouts: [], unseen: [] };
    const report = reportText({ ...nothing, plugin: "mixtral", findings }, ["owner"]);
    assert(report.includes(blockOf("with w1 and w3 swapped")), report);
    assert.equal(findings.length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** A tensor and its shape, as the table of terms has them. */
const MEMBER = /`([^`]+)` \[([\d, ]+)\]/g;

Deno.test("every term of the page makes what its row says", async () => {
  const table = rows("term");
  assert(table.length >= 10);
  for (const [term, members, makes, elements] of table) {
    const tensors = [...members!.matchAll(MEMBER)].map(([, name, shape]) =>
      [name!, { shape: shape!.split(", ").map(Number) }] as const
    );
    const plugin = words.definePlugin({
      name: "row",
      version: "1.0.0",
      serves: { model_type: ["row"] },
      variables: { expert: 2 },
      tensors: Object.fromEntries(tensors),
      layouts: {
        made: { description: "", rules: [words.fuse("made", valueOf<words.Term>(term!))] },
      },
      examples: [{ model_type: "row" }],
    });
    const made = await madeOf(plugin);
    assert.deepEqual(
      [`[${made.shape.join(", ")}]`, made.values.join(" ")],
      [makes, elements],
      term,
    );
    assert.deepEqual((await checkPlugin(plugin, { runs: 0 })).findings, [], term);
  }
});

/** The tensor that a plugin makes of members whose elements are numbered through, in float32. */
async function madeOf(plugin: Plugin) {
  const config: ModelConfig = { model_type: "row", dtype: "float32" };
  const empty = syntheticCheckpoint(JSON.stringify(config), "config.json", { plugins: [plugin] });
  const tensors = new Map<string, LazyTensor>();
  let position = 0;
  for (const { name, shape } of declaredTensors(bindModel(plugin, config))) {
    tensors.set(name, leaf({ source: 0, position, dtype: "float32", shape }));
    position += bytesOf("float32", shape);
  }
  const bytes = new Uint8Array(Float32Array.from({ length: position / 4 }, (_, i) => i).buffer);
  const numbers = {
    name: "numbers",
    byteLength: position,
    read: (at: number, into: Uint8Array) => into.set(bytes.subarray(at, at + into.length)),
  };
  const checkpoint: Checkpoint = { ...empty, tensors, sources: [numbers] };
  const plan = planConversion(checkpoint, { plugins: [plugin], from: "hf", to: "made" });
  for await (const [, tensor] of iterConvert(plan, checkpoint)) {
    const values = [...new Float32Array((await tensor.bytes()).slice().buffer)];
    return { shape: tensor.shape, values };
  }
  throw new Error("nothing was made");
}

Deno.test("every value of the page is what its row says", () => {
  const table = rows("value");
  assert(table.length >= 15);
  for (const [value, given, is] of table) {
    const [, config, layer] = /^`(.*)`(?:, layer (\d+))?$/.exec(given!)!;
    const scope = {
      config: JSON.parse(config!),
      ...(layer !== undefined && { variables: { layer: Number(layer) } }),
    };
    assert.deepEqual(words.evaluate(valueOf(value!), scope), JSON.parse(is!), value);
  }
});

/** What core's words are used by, and plugins do not use. */
const NO_WORDS: ReadonlySet<string> = new Set([
  "definePlugin",
  "describe",
  "evaluate",
  "evaluateCondition",
  "evaluateSize",
  "expander",
  "isPattern",
  "namesIn",
  "readPlugin",
  "settle",
  "variablesOf",
]);

Deno.test("every word that there is has a row", () => {
  const written = ["term", "value", "rule"].flatMap(rows).map(([cell]) => cell).join();
  const unsaid = Object.keys(words).filter((word) =>
    !NO_WORDS.has(word) && !written.includes(`${word}(`)
  );
  assert.deepEqual(unsaid, []);
});

Deno.test("every field that a plugin can have has a row", () => {
  const fields = rows("field").map(([cell]) => cell).join();
  const text = readFileSync(
    new URL("../packages/core/plugin/plugin.ts", import.meta.url),
    "utf8",
  );
  const declared = [...text.matchAll(/readonly (\w+)\??:/g)].map(([, field]) => field!);
  assert(declared.length >= 15);
  const unsaid = declared.filter((field) => !new RegExp(`\\b${field}\\b`).test(fields));
  assert.deepEqual(unsaid.sort(), ["model_type", "to", "why"]);
});
