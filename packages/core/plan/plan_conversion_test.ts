import assert from "node:assert/strict";
import { MissingTensorsError, NameClashError } from "../errors.ts";
import { leadFromHf } from "../layout/lead.ts";
import { bindModel } from "../layout/model.ts";
import { leaf } from "../tensor/operations.ts";
import {
  declaredCheckpoint,
  evaluated,
  type MemoryCheckpoint,
  memoryCheckpoint,
  tensorBytes,
} from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import type { Plan } from "./plan.ts";
import { type ConversionOptions, planConversion } from "./plan_conversion.ts";

const LAYOUTS = ["hf", "fused", "trainer", "turned"];
const checkpoint = declaredCheckpoint(toy, toyConfig);

function plan(from: MemoryCheckpoint, options: Partial<ConversionOptions>): Plan {
  return planConversion(from, { plugins: [toy], ...options });
}

function converted(from: MemoryCheckpoint, options: Partial<ConversionOptions>): MemoryCheckpoint {
  const tensors = plan(from, options).shards.flatMap(({ tensors }) => tensors);
  return evaluated(new Map(tensors.map(({ name, tensor }) => [name, tensor])), from);
}

function without(from: MemoryCheckpoint, ...names: string[]): MemoryCheckpoint {
  return { ...from, tensors: new Map([...from.tensors].filter(([name]) => !names.includes(name))) };
}

function withTensor(from: MemoryCheckpoint, name: string, shape: number[]): MemoryCheckpoint {
  const extra = leaf({ source: 0, position: 0, dtype: "bfloat16", shape });
  return { ...from, tensors: new Map([...from.tensors, [name, extra]]) };
}

for (const from of LAYOUTS) {
  for (const to of LAYOUTS) {
    Deno.test(`planConversion() leads ${from} to ${to} and back to hf in bits`, () => {
      const start = converted(checkpoint, { to: from, exact: true });
      const there = converted(start, { to, exact: true });
      const back = converted(there, { to: "hf", exact: true });
      assert.deepEqual(plan(there, { to: "hf" }).from, to);
      assert.deepEqual(sorted(tensorBytes(back)), sorted(tensorBytes(checkpoint)));
    });
  }
}

Deno.test("planConversion() is pure data, the same each time", () => {
  const options = { to: "fused", maxShardSize: 100 };
  assert.deepEqual(plan(checkpoint, options), plan(checkpoint, options));
  assert.deepEqual(
    JSON.parse(JSON.stringify(plan(checkpoint, options))),
    plan(checkpoint, options),
  );
});

Deno.test("planConversion() gives the same plan wherever the checkpoint lies", () => {
  const at = (path: string): MemoryCheckpoint => ({
    ...checkpoint,
    path,
    sources: [{ ...checkpoint.sources[0], name: `${path}/a/shard` }],
  });
  assert.equal(plan(at("/one"), {}).sources[0]!.name, "a/shard");
  assert.deepEqual(plan(at("/one"), { to: "fused" }), plan(at("/two/deeper"), { to: "fused" }));
});

Deno.test("planConversion() names the missing member of a fusion group", () => {
  const name = "layers.1.experts.9.up.weight";
  assert.throws(() => plan(without(checkpoint, name), { to: "fused" }), (error) => {
    assert(error instanceof MissingTensorsError);
    assert.deepEqual(error.missing, [name]);
    assert.match(error.message, /layers\.1\.experts\.gate_up.*layers\.1\.experts\.9\.up\.weight/s);
    return true;
  });
});

Deno.test("planConversion() refuses a checkpoint without a layer, unless a part is asked for", () => {
  const names = [...checkpoint.tensors.keys()].filter((name) => name.startsWith("layers.1."));
  const half = without(checkpoint, ...names);
  assert.throws(() => plan(half, { to: "fused" }), MissingTensorsError);
  assert.equal(plan(half, { to: "fused", include: ["*"] }).excluded.length, 0);
  assert.match(plan(half, {}).warnings.join(), /^$/);
});

Deno.test("planConversion() carries tensors that nothing knows, under their names", () => {
  const extra = withTensor(checkpoint, "layers.2.norm.weight", [4]);
  const there = plan(extra, { to: "trainer" });
  assert.deepEqual(there.carried, ["layers.2.norm.weight"]);
  const back = converted(converted(extra, { to: "trainer", exact: true }), {
    to: "hf",
    exact: true,
  });
  assert(back.tensors.has("layers.2.norm.weight"));
});

Deno.test("planConversion() says when a known tensor has no rule in the layout", () => {
  const biased = withTensor(checkpoint, "layers.0.norm.bias", [4]);
  assert.deepEqual(plan(biased, { to: "trainer" }).carried, ["layers.0.norm.bias"]);
  assert.deepEqual(plan(biased, { to: "fused" }).carried, []);
  const there = converted(biased, { to: "trainer", exact: true });
  assert.deepEqual(plan(there, { to: "hf" }).from, "trainer");
  const back = converted(there, { to: "hf", exact: true });
  assert.deepEqual(sorted(tensorBytes(back)), sorted(tensorBytes(biased)));
});

Deno.test("leadFromHf() refuses a carried name that a rule makes", () => {
  const { tensors } = withTensor(checkpoint, "emb", [4]);
  assert.throws(() => leadFromHf(tensors, bindModel(toy, toyConfig), "trainer"), NameClashError);
});

Deno.test("planConversion() does not take the user's word for a layout that the names speak against", () => {
  assert.throws(
    () => plan(checkpoint, { to: "fused", from: "trainer" }),
    /knows 0 of their names, and hf \d+/,
  );
  assert.throws(() => plan(checkpoint, { from: "nothing" }), /"nothing"/);
});

Deno.test("planConversion() warns of layers beyond the config", () => {
  const extra = withTensor(checkpoint, "layers.2.norm.weight", [4]);
  assert.match(
    plan(extra, { to: "trainer" }).warnings.join(),
    /"layers\.2\.norm\.weight" are beyond what the config counts/,
  );
});

Deno.test("planConversion() proves the way back of what is to be exact, and refuses to cast as well", () => {
  const { proofs } = plan(checkpoint, { to: "trainer", exact: true });
  assert.deepEqual(proofs.map(({ tensor }) => tensor), [
    "layers.0.norm.weight",
    "layers.1.norm.weight",
  ]);
  const there = converted(checkpoint, { to: "trainer", exact: true });
  assert.deepEqual(plan(there, { to: "hf", exact: true }).proofs.map(({ tensor }) => tensor), [
    "blocks.0.norm",
    "blocks.1.norm",
  ]);
  assert.deepEqual(plan(checkpoint, { to: "trainer" }).proofs, []);
  assert.throws(
    () => plan(checkpoint, { to: "trainer", exact: true, dtype: "bfloat16" }),
    /either --dtype or --exact/,
  );
});

Deno.test("planConversion() refuses tensors of two layouts, and members beyond the config's count", () => {
  const both = withTensor(checkpoint, "layers.0.experts.gate_up", [11, 6, 4]);
  assert.throws(() => plan(both, { to: "trainer" }), /two layouts at once.*gate_up is fused/);
  const beyond = withTensor(checkpoint, "layers.0.experts.11.up.weight", [3, 4]);
  assert.throws(
    () => plan(beyond, { to: "fused" }),
    /\{expert\} 11, and by the config there are only 11/,
  );
});

Deno.test("planConversion() refuses shapes that the config does not give", () => {
  const config = { ...toyConfig, inner: 6, hidden: 2 };
  const wrong = { ...checkpoint, config };
  assert.throws(
    () => plan(wrong, { to: "fused", from: "hf" }),
    /shape \[3,4\], and by the config of toy it is \[6,2\]/,
  );
  assert.throws(() => plan(wrong, { to: "fused" }), /hf from turned/);
});

Deno.test("planConversion() tells layouts of the same names apart by shape, and asks when they are square", () => {
  assert.equal(plan(converted(checkpoint, { to: "turned" }), { to: "hf" }).from, "turned");
  const square = declaredCheckpoint(toy, { ...toyConfig, inner: 4 });
  assert.throws(() => plan(square, { to: "fused" }), /layout hf from turned.*--from/s);
  assert.equal(plan(square, { to: "fused", from: "hf" }).from, "hf");
});

Deno.test("planConversion() writes tied tensors out where the layout has them, and leaves them out elsewhere", () => {
  const tied = declaredCheckpoint(toy, { ...toyConfig, tied: true });
  assert(!tied.tensors.has("head.weight"));
  const there = converted(tied, { to: "trainer", exact: true });
  assert.deepEqual(tensorBytes(there).get("out"), tensorBytes(there).get("emb"));
  const back = plan(there, { to: "hf" });
  assert.deepEqual(back.ties.map(({ tensor, tiedTo }) => [tensor, tiedTo]), [[
    "head.weight",
    "embed.weight",
  ]]);
  assert(!back.shards.flatMap(({ tensors }) => tensors).some(({ name }) => name === "head.weight"));
});

Deno.test("planConversion() reads older names, and says which tensors are lossy", () => {
  const there = converted(checkpoint, { to: "trainer" });
  const tensors = new Map(
    [...there.tensors].map(([name, tensor]) => [name === "emb" ? "tok_emb" : name, tensor]),
  );
  assert.equal(plan({ ...there, tensors }, { to: "hf" }).from, "trainer");
  const { lossy } = plan(checkpoint, { to: "trainer" });
  assert.deepEqual(lossy.map(({ name }) => name), ["blocks.0.norm", "blocks.1.norm"]);
  assert.deepEqual(plan(checkpoint, { to: "trainer", exact: true }).lossy, []);
  assert.match(plan(checkpoint, { dtype: "float16" }).lossy[0]!.why, /bfloat16 to float16 rounds/);
  assert.deepEqual(plan(checkpoint, { dtype: "float32" }).lossy, []);
});

Deno.test("planConversion() keeps fusion groups whole at every shard size, in every layout", () => {
  for (const to of LAYOUTS) {
    for (const maxShardSize of [1, 50, 100, 500, 1e9]) {
      const { shards, groups } = plan(checkpoint, { to, maxShardSize });
      const home = new Map<number, string>();
      for (const { file, tensors } of shards) {
        for (const { group } of tensors) {
          if (group === undefined) continue;
          assert.equal(home.get(group) ?? file, file);
          home.set(group, file);
        }
      }
      assert.equal(home.size, groups.length);
    }
  }
  assert.equal(
    plan(checkpoint, {}).groups.length,
    4,
    "gate with up, and down, in each of two layers",
  );
});

Deno.test("planConversion() without a target keeps everything where it is, whatever the model", () => {
  const unknown = memoryCheckpoint(new Map([["b", [2]], ["a", [3]]]), { model_type: "none" });
  const { shards, warnings, to } = plan(unknown, {});
  assert.equal(to, undefined);
  assert.deepEqual(shards.flatMap(({ tensors }) => tensors.map(({ name }) => name)), ["a", "b"]);
  assert.match(warnings.join(), /no plugin serves it; those here serve toy/);
  assert.throws(() => plan(unknown, { to: "hf" }), /"none": no plugin serves it/);
});

Deno.test("planConversion() refuses a budget below the least, and the least is enough", () => {
  const { memory } = plan(checkpoint, { to: "trainer" });
  assert.throws(
    () => plan(checkpoint, { to: "trainer", memory: 1000 }),
    new RegExp(`--memory ${memory.least}`),
  );
  assert.equal(
    plan(checkpoint, { to: "trainer", memory: memory.least }).memory.budget,
    memory.least,
  );
});

function sorted(map: ReadonlyMap<string, Uint8Array>): [string, Uint8Array][] {
  return [...map].toSorted(([a], [b]) => a < b ? -1 : 1);
}
