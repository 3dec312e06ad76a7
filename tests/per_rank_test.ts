/**
 * Four processes that load what their rank has of a checkpoint: what each reads, what it takes, and that it is right.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import {
  iterConvert,
  iterParts,
  openCheckpoint,
  type Placement,
  planConversion,
} from "@tensorferry/core";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors } from "@tensorferry/safetensors";
import { containers } from "@tensorferry/torch";
import { workFolder } from "./cli_fixture.ts";
import type { Job, Loaded } from "./ranks/load_parts.ts";
import { TORCH_FIXTURES, torchFolder, torchTensors } from "./torch_fixture.ts";

const MIB = 2 ** 20;
const RANKS = 4;
/** What the runtime, the program, the buffers and the largest tensor in the making take beside what a rank keeps. */
const BESIDE = 128 * MIB;
/** Headers, the config, and what the system tells of a process. */
const NOT_TENSORS = 256 * 1024;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** One layer of 64 experts, of 193 MB. 9001 rows of the embedding are 2251 on three ranks, and 2248 on one. */
const CONFIG = {
  ...JSON.parse(Deno.readTextFileSync(here("../apps/harness/configs/qwen3_moe_4gb.json"))),
  num_hidden_layers: 1,
  vocab_size: 9001,
};

/** `waste` is how many times the bytes of its part a rank may read; once where not given. */
const CASES: readonly { placement: Placement; to?: string; waste?: number }[] = [
  { placement: { shard: 0 } },
  // Rows of 2 KiB and less, of which each rank has a quarter, and reads along the rest.
  { placement: { shard: -1 }, waste: 4 },
  { placement: { shard: 0 }, to: "transformers" },
  { placement: { shard: 0 }, to: "olmo-core" },
  { placement: "replicate", to: "transformers" },
  { placement: "rank0-only" },
  { placement: "rank0-only", to: "transformers" },
];

async function run(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", ...args],
  }).output();
  const decoder = new TextDecoder();
  assert(success, decoder.decode(stderr));
  return decoder.decode(stdout);
}

async function load(folder: string, job: Job): Promise<Loaded> {
  return JSON.parse(await run([here("./ranks/load_parts.ts"), folder, JSON.stringify(job)]));
}

/** The elements that each rank is to have along a dimension, as torch.chunk cuts. */
function chunks(size: number): [start: number, stop: number][] {
  const chunk = Math.ceil(size / RANKS);
  const cut = (rank: number) => Math.min(size, rank * chunk);
  return Array.from({ length: RANKS }, (_, rank) => [cut(rank), cut(rank + 1)]);
}

/** The part of a whole tensor, cut row by row. */
function cutBytes(
  whole: Uint8Array,
  shape: readonly number[],
  dim: number,
  [start, stop]: readonly [number, number],
): Uint8Array {
  const outer = shape.slice(0, dim).reduce((product, n) => product * n, 1);
  const row = whole.length / outer;
  const step = row / shape[dim]!;
  const part = new Uint8Array(outer * (stop - start) * step);
  for (let o = 0; o < outer; o++) {
    const run = whole.subarray(o * row + start * step, o * row + stop * step);
    part.set(run, o * (stop - start) * step);
  }
  return part;
}

/** Holds the parts of all ranks against the whole tensors, which are made without any placement. */
async function check(
  folder: string,
  { placement, to }: typeof CASES[number],
  ranks: readonly Loaded[],
): Promise<number> {
  const checkpoint = await openCheckpoint(folder, { containers: [safetensors] });
  const plan = planConversion(checkpoint, { plugins: [qwenMoe], ...(to && { to }) });
  const names: string[] = [];
  let total = 0;
  for await (const [name, { shape, bytes }] of iterConvert(plan, checkpoint)) {
    names.push(name);
    const whole = await bytes();
    total += whole.length;
    for (const [rank, { tensors }] of ranks.entries()) {
      const part = tensors[name]!;
      if (typeof placement === "object") {
        const dim = placement.shard < 0 ? shape.length + placement.shard : placement.shard;
        const range = chunks(shape[dim]!)[rank]!;
        assert.deepEqual(part.shape, shape.with(dim, range[1] - range[0]), name);
        assert.equal(part.crc32, crc32(cutBytes(whole, shape, dim, range)), name);
      } else {
        assert.deepEqual(part.shape, shape, name);
        const isGiven = placement === "rank0-only" && rank > 0;
        assert.equal(part.crc32, isGiven ? undefined : crc32(whole), name);
      }
    }
  }
  checkpoint.close();
  for (const { tensors } of ranks) {
    assert.deepEqual(Object.keys(tensors).toSorted(), names.toSorted());
  }
  return total;
}

Deno.test({
  name: "four processes read what their ranks need, and take the memory of what they keep",
  // Elsewhere nothing tells what a process read, and its peak, without a library of its own.
  ignore: Deno.build.os !== "linux",
  async fn(t) {
    using work = workFolder();
    const [config, folder] = [work.path("config.json"), work.path("model")];
    Deno.writeTextFileSync(config, JSON.stringify(CONFIG));
    const dealt = ["--deal", "random", "--max-shard-size", "60MB"];
    await run([
      here("../apps/harness/main.ts"),
      "synthesize",
      "--config",
      config,
      folder,
      ...dealt,
    ]);
    for (const one of CASES) {
      const { placement, to, waste = 1 } = one;
      const what = `${JSON.stringify(placement)}${to === undefined ? "" : ` of layout ${to}`}`;
      await t.step(what, async () => {
        const jobs = Array.from(
          { length: RANKS },
          (_, rank) => ({ ...one, rank, worldSize: RANKS }),
        );
        const ranks = await Promise.all(jobs.map((job) => load(folder, job)));
        const total = await check(folder, one, ranks);
        assert(total > 1e8 && total < 2e8, `${total} bytes`);
        const row = ({ counted, read, peak }: Loaded) =>
          [counted, read, peak].map((bytes) => `${(bytes / MIB).toFixed(1)}`).join(" / ");
        console.log(`${what}: read / by the system / peak in MiB: ${ranks.map(row).join(", ")}`);
        let kept = 0;
        for (const [rank, loaded] of ranks.entries()) {
          kept += loaded.kept;
          const isGiven = placement === "rank0-only" && rank > 0;
          if (isGiven) assert.deepEqual([loaded.kept, loaded.counted], [0, 0]);
          assert(loaded.counted >= loaded.kept, `rank ${rank} read ${loaded.counted} bytes`);
          assert(
            loaded.counted <= loaded.kept * waste,
            `rank ${rank} read ${loaded.counted} bytes`,
          );
          assert(loaded.read - loaded.counted < NOT_TENSORS, `${loaded.read} bytes`);
          assert(loaded.peak < loaded.kept + BESIDE, `rank ${rank} had ${loaded.peak} bytes`);
        }
        assert.equal(kept, placement === "replicate" ? RANKS * total : total);
      });
    }
  },
});

for (const one of TORCH_FIXTURES) {
  Deno.test(`the parts of three ranks of ${one.fixture}/${one.folder} make the whole, and are a third of it`, async () => {
    const whole = await torchTensors(torchFolder(one));
    const joined = new Map([...whole.keys()].map((name) => [name, new Array<number>()]));
    for (const rank of [0, 1, 2]) {
      const checkpoint = await openCheckpoint(torchFolder(one), {
        containers: containers(),
        rank,
        worldSize: 3,
        placement: { shard: 0 },
      });
      for await (const [name, tensor] of iterParts(checkpoint)) {
        assert(!tensor.isInitialised && tensor.shape.length > 0);
        joined.get(name)!.push(...await tensor.bytes());
        const [rows] = whole.get(name)!.shape;
        const left = Math.max(0, rows! - rank * Math.ceil(rows! / 3));
        assert.equal(tensor.shape[0], Math.min(Math.ceil(rows! / 3), left), name);
      }
      checkpoint.close();
    }
    for (const [name, { bytes }] of whole) {
      assert.deepEqual(Uint8Array.from(joined.get(name)!), bytes);
    }
  });
}
