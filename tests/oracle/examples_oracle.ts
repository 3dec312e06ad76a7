/**
 * The plugins in examples/ held against transformers 5.18: tiny models of random weights, what it saves of them, and what it
 * holds at run time.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelConfig, Plugin } from "@tensorferry/core";
import {
  assertSameTensors,
  convertedTensors,
  fixturePath,
  makeCheckpoint,
  planned,
  storedTensors,
  temporaryFolder,
  writeConverted,
} from "../checkpoint_fixture.ts";
import { askReference } from "./reference.ts";

/** So that a checkpoint takes several files. */
const SMALL = { maxShardSize: 250_000 };

/** What only a name of the model's own says: that the experts of a fresh model lie as they run, and not as on the Hub. */
const SAVED_AS: Readonly<Record<string, string>> = {
  qwen3_vl_moe: "transformers",
  qwen3_5_moe: "per-expert",
};

const EXAMPLES = fixturePath("..", "examples", "plugins");

/** One config of one plugin. */
interface Case {
  readonly label: string;
  readonly plugin: Plugin;
  readonly config: ModelConfig;
}

async function cases(): Promise<Case[]> {
  const all: Case[] = [];
  for (const name of readdirSync(EXAMPLES).toSorted()) {
    const plugin: Plugin = (await import(`file://${join(EXAMPLES, name, "plugin.ts")}`)).default;
    assert(plugin.examples !== undefined, `${name} has no examples`);
    for (const [i, config] of plugin.examples.entries()) {
      // transformers makes FP8 on a GPU only.
      if ("quantization_config" in config) continue;
      all.push({ label: `${name}-${i + 1}`, plugin, config });
    }
  }
  return all;
}

async function ask(questions: readonly object[]): Promise<Record<string, unknown>[]> {
  const lines = questions.map((question) => JSON.stringify(question));
  return (await askReference("examples_models.py", [], lines)).map((line) => JSON.parse(line));
}

Deno.test("the plugins in examples convert as transformers does, both ways", async (t) => {
  using folder = temporaryFolder();
  const all = await cases();
  assert.deepEqual(
    new Set(all.map(({ plugin }) => plugin.name)).size,
    readdirSync(EXAMPLES).length,
  );
  const made = await ask(
    all.map(({ label, config }) => ({ make: join(folder.path, label), config })),
  );
  const loads: { readonly load: string; readonly expected: string }[] = [];

  for (const [i, { label, plugin, config }] of all.entries()) {
    await t.step(label, async () => {
      assert.deepEqual(made[i], { input_ids: [3, 1, 4, 1, 5] });
      const at = join(folder.path, label);
      const [saved, runtime] = [join(at, "hf"), join(at, "runtime.safetensors")];
      const options = { plugins: [plugin], ...SMALL };
      const savedAs = SAVED_AS[String(config["model_type"])] ?? "hf";
      const { from, carried, warnings } = await planned(saved, { ...options, to: "transformers" });
      assert.deepEqual({ from, carried, warnings }, { from: savedAs, carried: [], warnings: [] });

      assertSameTensors(
        await convertedTensors(saved, { ...options, to: "transformers" }),
        await storedTensors(runtime),
      );
      makeCheckpoint(join(at, "runtime"), saved, runtime);
      assertSameTensors(
        await convertedTensors(join(at, "runtime"), { ...options, to: savedAs }),
        await storedTensors(saved),
      );
      for (const to of ["hf", "transformers"]) {
        const load = join(at, `as ${to}`);
        await writeConverted(saved, load, { ...options, to });
        loads.push({ load, expected: runtime });
      }
    });
  }

  for (const [i, answer] of (await ask(loads)).entries()) {
    await t.step(`transformers loads ${loads[i]!.load.slice(folder.path.length + 1)}`, () => {
      assert.deepEqual(answer, { problems: [] });
    });
  }

  await t.step("a Phi-3 taken apart computes as a Llama what it computed", async () => {
    const at = join(folder.path, "phi3-1");
    const { plugin } = all.find(({ label }) => label === "phi3-1")!;
    const llama = join(at, "llama");
    await writeConverted(join(at, "hf"), llama, { plugins: [plugin], to: "llama" });
    const config = JSON.parse(readFileSync(join(llama, "config.json"), "utf8"));
    writeFileSync(
      join(llama, "config.json"),
      JSON.stringify({ ...config, model_type: "llama", architectures: ["LlamaForCausalLM"] }),
    );
    const input_ids = [3, 1, 4, 1, 5];
    const [one, other] = await ask(
      [join(at, "hf"), llama].map((compute) => ({ compute, input_ids })),
    );
    const [expected, logits] = [one!["logits"], other!["logits"]] as [number[], number[]];
    assert.equal(logits.length, 72);
    // A fused matrix may be multiplied in another order than its parts.
    const worst = Math.max(...logits.map((logit, i) => Math.abs(logit - expected[i]!)));
    assert(worst < 1e-3 * Math.max(...expected.map(Math.abs)), `differs by ${worst}`);
  });

  await t.step("gpt-oss's experts are taken apart as it takes them", async () => {
    const at = join(folder.path, "gpt_oss-1");
    const { plugin } = all.find(({ label }) => label === "gpt_oss-1")!;
    const out = join(at, "apart.safetensors");
    assert.deepEqual(await ask([{ gpt_oss_experts: join(at, "runtime.safetensors"), out }]), [{}]);
    assertSameTensors(
      await convertedTensors(join(at, "hf"), { plugins: [plugin], to: "per-expert" }),
      await storedTensors(out),
    );
    makeCheckpoint(join(at, "apart"), join(at, "hf"), out);
    assertSameTensors(
      await convertedTensors(join(at, "apart"), { plugins: [plugin], to: "hf" }),
      await storedTensors(join(at, "hf")),
    );
  });
});
