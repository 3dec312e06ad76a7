import assert from "node:assert/strict";
import { SourceChangedError } from "../errors.ts";
import { planConversion } from "../plan/plan_conversion.ts";
import { checkpointFile } from "../testing/checkpoint_file.ts";
import {
  declaredCheckpoint,
  evaluated,
  type MemoryCheckpoint,
} from "../testing/memory_checkpoint.ts";
import { toy, toyConfig } from "../testing/toy_plugin.ts";
import { compareCheckpoints } from "./compare.ts";

const a = declaredCheckpoint(toy, toyConfig);

function inLayout(to: string): MemoryCheckpoint {
  const plan = planConversion(a, { plugins: [toy], to, exact: true });
  const tensors = plan.shards.flatMap(({ tensors }) => tensors);
  return evaluated(new Map(tensors.map(({ name, tensor }) => [name, tensor])), a);
}

Deno.test("compareCheckpoints() finds a checkpoint the same in every layout", async () => {
  for (const to of ["hf", "fused", "trainer", "turned"]) {
    const { same, differences, layout } = await compareCheckpoints(a, inLayout(to), {
      plugins: [toy],
      exact: true,
    });
    assert.deepEqual(differences, []);
    assert(same);
    assert.equal(layout, "hf");
  }
});

Deno.test("compareCheckpoints() says where the first bit differs, and by how much", async () => {
  const b = inLayout("fused");
  const { position } = b.tensors.get("layers.1.experts.down")!;
  // Expert 10 of [4, 3] bfloat16: row 3, column 2 is its last element.
  const at = position + (10 * 12 + 11) * 2;
  const value = (low: number, high: number) =>
    new Float32Array(Uint8Array.of(0, 0, low, high).buffer)[0]!;
  const was = value(b.bytes[at]!, b.bytes[at + 1]!);
  b.bytes[at]! ^= 1;
  const is = value(b.bytes[at]!, b.bytes[at + 1]!);
  const { same, differences } = await compareCheckpoints(a, b, { plugins: [toy] });
  assert(!same);
  assert.deepEqual(differences, [{
    kind: "bits",
    name: "layers.1.experts.10.down.weight",
    differing: 1,
    elements: 12,
    first: { index: [3, 2], a: was, b: is },
    largest: Math.abs(is - was),
  }]);
});

Deno.test("compareCheckpoints() names tensors of one side only, and other dtypes", async () => {
  const fewer = { ...a, config: { ...toyConfig, model_type: "unknown" } };
  const tensors = new Map([...a.tensors].filter(([name]) => name !== "head.weight"));
  const wide = { ...tensors.get("embed.weight")!, dtype: "float16" as const };
  const b = { ...fewer, tensors: new Map([...tensors, ["embed.weight", wide]]) };
  const { differences, same } = await compareCheckpoints(fewer, b, { plugins: [toy] });
  assert(!same);
  assert.deepEqual(differences.map(({ kind, name }) => [kind, name]), [
    ["dtype or shape", "embed.weight"],
    ["only in A", "head.weight"],
  ]);
  const back = await compareCheckpoints(b, fewer, { plugins: [toy] });
  assert.deepEqual(back.differences.map(({ kind, name }) => [kind, name]), [
    ["dtype or shape", "embed.weight"],
    ["only in B", "head.weight"],
  ]);
});

Deno.test("compareCheckpoints() does not call different what may be the same in a layout that nobody knows", async () => {
  const b = inLayout("fused");
  const unserved = (checkpoint: MemoryCheckpoint) => ({
    ...checkpoint,
    config: { ...toyConfig, model_type: "unknown" },
  });
  await assert.rejects(
    compareCheckpoints(unserved(a), unserved(b), { plugins: [toy] }),
    /model_type "unknown": no plugin serves it/,
  );
  const { config: _, ...without } = a;
  const { config: __, ...neither } = b;
  const { same, warnings } = await compareCheckpoints(without, neither, { plugins: [toy] });
  assert(!same);
  assert.match(warnings[0]!, /B may be the same in another layout/);
  assert((await compareCheckpoints(a, neither, { plugins: [toy], exact: true })).same);
});

Deno.test("compareCheckpoints() tells a tied copy of another dtype, and tensors that B lacks", async () => {
  const tied = { ...a, config: { ...toyConfig, tied: true } };
  const less = (b: MemoryCheckpoint, name: string) => ({
    ...b,
    config: tied.config,
    tensors: new Map([...b.tensors].filter(([known]) => known !== name)),
  });
  const b = less(inLayout("trainer"), "out");
  const wide = { ...b.tensors.get("emb")!, dtype: "float16" as const };
  const other = { ...b, tensors: new Map([...b.tensors, ["out", wide]]) };
  const one = less(a, "head.weight");
  const found = await compareCheckpoints(one, other, { plugins: [toy], exact: true });
  assert.deepEqual(found.differences.map(({ kind, name }) => [kind, name]), [[
    "dtype or shape",
    "head.weight",
  ]]);
  const lacking = await compareCheckpoints(one, less(b, "blocks.0.norm"), {
    plugins: [toy],
    exact: true,
  });
  assert.deepEqual(lacking.differences.map(({ kind, name }) => [kind, name]), [[
    "only in A",
    "layers.0.norm.weight",
  ]]);
});

Deno.test("compareCheckpoints() counts a tied tensor and its copy as one", async () => {
  const tied = declaredCheckpoint(toy, { ...toyConfig, tied: true });
  const { shards } = planConversion(tied, { plugins: [toy], to: "trainer", exact: true });
  const tensors = shards.flatMap(({ tensors }) => tensors);
  const b = evaluated(new Map(tensors.map(({ name, tensor }) => [name, tensor])), tied);
  assert(b.tensors.has("out"));
  const found = await compareCheckpoints(tied, b, { plugins: [toy], exact: true });
  assert(found.same);
  assert.equal(found.tensors, tied.tensors.size);
});

Deno.test("compareCheckpoints() sends whoever has to say the layout to the verbs that ask for it", async () => {
  const square = declaredCheckpoint(toy, { ...toyConfig, inner: 4 });
  const b = planConversion(square, { plugins: [toy], from: "hf", to: "fused" }).shards
    .flatMap(({ tensors }) => tensors);
  const fused = evaluated(new Map(b.map(({ name, tensor }) => [name, tensor])), square);
  await assert.rejects(
    compareCheckpoints(square, fused, { plugins: [toy] }),
    /Say which it is with --from of plan and convert; to verify it, convert it to another layout first$/,
  );
});

Deno.test("compareCheckpoints() reports its progress and stops when told to", async () => {
  const seen: number[] = [];
  const { bytes } = await compareCheckpoints(a, a, {
    plugins: [toy],
    onProgress: (done, total) => {
      assert(total > 0);
      seen.push(done);
    },
  });
  assert.equal(seen.at(-1), bytes);
  await assert.rejects(compareCheckpoints(a, a, { plugins: [toy], signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
});

Deno.test("compareCheckpoints() answers nothing when either changed under it", async () => {
  for (const changes of ["a", "b"]) {
    using file = checkpointFile(a);
    const [one, two] = changes === "a" ? [file, a] : [a, file];
    const compare = (meanwhile: () => void) =>
      compareCheckpoints(one, two, {
        plugins: [toy],
        onProgress: (done, total) => done === total && meanwhile(),
      });
    assert((await compare(() => {})).same);
    await assert.rejects(compare(file.touch), SourceChangedError);
  }
});
