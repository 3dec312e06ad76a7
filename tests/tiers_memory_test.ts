/**
 * Promise 1 for what comes once: what is resident depends on the memory budget, whatever has to wait.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workFolder } from "./cli_fixture.ts";

const MIB = 2 ** 20;
const BUDGET = 32 * MIB;
/** The budget, and what the runtime, the plan and the headers take beside it. */
const MOST_RESIDENT = 144 * MIB;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Four layers of 170 MB, of which up to 140 MB have to wait for their place in a fused tensor. */
const CONFIG = {
  ...JSON.parse(Deno.readTextFileSync(here("../apps/harness/configs/qwen3_moe_4gb.json"))),
  num_hidden_layers: 4,
};

function start(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "env" | "stdin" | "stdout"> = {},
) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", ...args],
    stderr: "inherit",
    ...options,
  }).spawn();
}

Deno.test({
  name: `a model through pipes in ${BUDGET / MIB} MiB, what waits on a disk`,
  // Elsewhere nothing tells the peak of a process without a library of its own.
  ignore: Deno.build.os !== "linux",
  async fn() {
    using work = workFolder();
    const [config, source, spill] = [work.path("config.json"), work.path("src"), work.path("tier")];
    Deno.writeTextFileSync(config, JSON.stringify(CONFIG));
    mkdirSync(spill);
    const harness = here("../apps/harness/main.ts");
    const made = start([harness, "synthesize", "--config", config, "--sparse", source]);
    assert((await made.status).success);

    const command = here("../apps/cli/main.ts");
    const sender = start([command, "convert", source, "-"], { stdout: "piped" });
    const peakFile = work.path("peak");
    const waits = ["--memory", String(BUDGET), "--spill-dir", spill];
    const converted = ["convert", "-", "-", "--to", "transformers", "--config", config, ...waits];
    const receiver = start(["--preload", here("./memory/report_peak.ts"), command, ...converted], {
      stdin: "piped",
      stdout: "piped",
      env: { PEAK_FILE: peakFile },
    });
    const sending = sender.stdout.pipeTo(receiver.stdin);
    let bytes = 0;
    for await (const piece of receiver.stdout) bytes += piece.length;
    await sending;
    assert((await sender.status).success);
    assert((await receiver.status).success);
    assert(bytes > 6e8, `${bytes} bytes came`);
    const peak = Number(Deno.readTextFileSync(peakFile));
    console.log(`peak ${Math.ceil(peak / MIB)} MiB`);
    assert(peak < MOST_RESIDENT, `${peak} bytes were resident, more than ${MOST_RESIDENT}`);
    assert.deepEqual(readdirSync(spill), []);
  },
});
