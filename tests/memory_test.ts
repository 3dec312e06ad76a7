/**
 * Promise 1: what is resident depends on the memory budget, never on the model.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatByteSize } from "@tensorferry/core";

const MIB = 2 ** 20;
const BUDGET = 64 * MIB;
/** The budget, and what the runtime, the plan and the headers take beside it. */
const MOST_RESIDENT = 160 * MIB;

const CASES: readonly { model: string; bytes: number; to: string; what: string }[] = [
  { model: "qwen3_moe_4gb", bytes: 4e9, to: "transformers", what: "experts fused" },
  { model: "llama_1gb", bytes: 1e9, to: "torchtitan", what: "rows permuted for RoPE" },
  { model: "qwen3_moe_4gb", bytes: 1e9, to: "olmo-core", what: "experts transposed" },
];

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const HARNESS = here("../apps/harness/main.ts");
const TENSORFERRY = here("../apps/cli/main.ts");
const PRINT_ROOM = here("./memory/print_room.ts");
const REPORT_PEAK = here("./memory/report_peak.ts");

for (const { model, bytes, to, what } of CASES) {
  Deno.test({
    name: `${formatByteSize(bytes)} to ${to}, ${what}, in ${BUDGET / MIB} MiB`,
    // Elsewhere nothing tells the peak of a process without a library of its own.
    ignore: Deno.build.os !== "linux",
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "tensorferry-memory-" });
      try {
        const size = Math.min(bytes, await roomIn(folder) / 2);
        if (size < bytes) console.log(`only ${formatByteSize(size)}: the disk has no more room`);
        const config = join(folder, "config.json");
        await Deno.writeTextFile(config, JSON.stringify(await configOf(model, size)));
        const source = join(folder, "source");
        // As sparse files the source costs no room, and reading it no disk.
        await run([HARNESS, "synthesize", "--config", config, "--sparse", source, ...dealt(size)]);
        const start = performance.now();
        const peak = await peakOf(folder, ["convert", source, join(folder, "made"), "--to", to]);
        const seconds = (performance.now() - start) / 1000;
        console.log(
          `peak ${Math.ceil(peak / MIB)} MiB; ${seconds.toFixed(1)} s, ${
            formatByteSize(size / seconds)
          }/s`,
        );
        assert(peak < MOST_RESIDENT, `${peak} bytes were resident, more than ${MOST_RESIDENT}`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** At random into five shards, so that groups straddle files. */
function dealt(size: number): string[] {
  return ["--deal", "random", "--max-shard-size", String(Math.ceil(size / 5))];
}

/** The config of the harness, with so many layers that the model has about this size. */
async function configOf(model: string, size: number): Promise<Record<string, unknown>> {
  const config = JSON.parse(await Deno.readTextFile(here(`../apps/harness/configs/${model}.json`)));
  const whole = Number(/_(\d+)gb$/.exec(model)![1]) * 1e9;
  return {
    ...config,
    num_hidden_layers: Math.max(1, Math.round(config.num_hidden_layers * size / whole)),
  };
}

async function roomIn(folder: string): Promise<number> {
  return Number(await run([PRINT_ROOM, folder]));
}

/** Runs the command, and answers the most bytes that it ever had resident. */
async function peakOf(folder: string, args: readonly string[]): Promise<number> {
  const file = join(folder, "peak");
  const memory = ["--memory", String(BUDGET), "--no-sync"];
  await run(["--preload", REPORT_PEAK, TENSORFERRY, ...args, ...memory], { PEAK_FILE: file });
  return Number(await Deno.readTextFile(file));
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", ...args],
    env,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
