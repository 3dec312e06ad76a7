/**
 * The main job, shown: a checkpoint goes through three layouts and comes back the same.
 *
 * Each step is the command that a user would type. Nothing is left behind.
 *
 * @module
 */
import { join } from "node:path";
import { run, shown } from "./demo/command.ts";
import { showAnswer, showBeginning, showCommand, showEnd, showTitle } from "./demo/stage.ts";
import { type Step, stepsOver } from "./demo/step.ts";

/** Shows one step, and answers whether it went as it should. */
async function show(step: Step, number: number, of: number): Promise<boolean> {
  showTitle(number, of, step.title, step.why);
  await step.before?.();
  showCommand(shown(step.args));
  const began = performance.now();
  const { code, lines } = await run(step.args);
  const isGood = code === (step.exits ?? 0);
  showAnswer(isGood && step.lines ? step.lines(lines) : lines, (performance.now() - began) / 1000);
  if (!isGood) showEnd(false, [`Step ${number} ended with exit code ${code}. The demo failed.`]);
  return isGood;
}

async function demonstrate(folder: string): Promise<boolean> {
  const began = performance.now();
  showBeginning(
    "Tensorferry: the weights of a language model, from one layout to another, bit for bit",
    "Programs disagree on how to name, split and fuse the tensors of one and the same model. This " +
      "takes a real checkpoint through three of those layouts and back, and proves that nothing was lost.",
  );
  const steps = stepsOver({
    source: "tests/fixtures/qwen3-moe/hf",
    fused: join(folder, "transformers"),
    titan: join(folder, "torchtitan"),
    back: join(folder, "hf"),
  });
  for (const [i, step] of steps.entries()) {
    if (!await show(step, i + 1, steps.length)) return false;
  }
  showEnd(true, [
    "hf -> transformers -> torchtitan -> hf: the end equals the start, bit for bit.",
    `${steps.length} commands in ${((performance.now() - began) / 1000).toFixed(1)} s. ` +
    "Nothing is left behind.",
    "Your turn: deno task tensorferry --help",
  ]);
  return true;
}

const folder = await Deno.makeTempDir({ prefix: "ferry-" });
try {
  Deno.exitCode = await demonstrate(folder) ? 0 : 1;
} finally {
  await Deno.remove(folder, { recursive: true });
}
