/**
 * One case: opened, read and planned, and held against what is promised of every input.
 *
 * @module
 */
import {
  bitsOf,
  bytesOf,
  type Checkpoint,
  elementsOf,
  type LazyTensor,
  type Leaf,
  leaves,
  openCheckpoint,
  openTensor,
  planConversion,
  scratchNeeded,
  TensorferryError,
} from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors } from "@tensorferry/safetensors";
import { containers } from "@tensorferry/torch";
import { type Random, randomOf } from "../mutate/random.ts";
import type { CaseFolder } from "./case_folder.ts";

/** What became of a case: the promise that it breaks, or what it ended in. */
export type Outcome =
  | { readonly broken: string }
  | { readonly opened: boolean; readonly planned: boolean };

/** Milliseconds that a case may take. The slowest takes a fiftieth, and machines are shared. */
const MOST_MILLISECONDS = 5000;

/** Bytes by which a case may make the process grow. The files of a case have less than a megabyte together. */
const MOST_GROWTH = 512 * 2 ** 20;

/** Bytes that are read of the beginning and of the end of a tensor; a view can make a petabyte of one element. */
const SAMPLE_BYTES = 65536;

/** Characters of the longest message: a few names of at most 160, each of which escapes can make six times as long. */
const MOST_MESSAGE = 8000;

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const LAYOUTS = [undefined, "hf", "transformers", "torchtitan", "olmo-core"];
const OPENING = { containers: containers() };
const PLUGINS = [llama, qwenMoe, gemma3];

/** Runs the case of a seed. */
export async function runCase(folder: CaseFolder, seed: number): Promise<Outcome> {
  const random = randomOf(seed);
  folder.mutate(random);
  try {
    const before = folder.state();
    const { rss } = Deno.memoryUsage();
    const start = performance.now();
    const outcome = await judged(folder.path, random);
    const took = performance.now() - start;
    const growth = Deno.memoryUsage().rss - rss;
    if (took > MOST_MILLISECONDS) return { broken: `took ${Math.round(took)} ms` };
    if (growth > MOST_GROWTH) return { broken: `took ${growth} bytes of memory` };
    if (folder.state() !== before) return { broken: "the source was written to" };
    return outcome;
  } finally {
    folder.restore();
  }
}

async function judged(path: string, random: Random): Promise<Outcome> {
  let checkpoint: Checkpoint | undefined;
  try {
    checkpoint = await openCheckpoint(path, OPENING);
  } catch (error) {
    return refusal(error) ?? { opened: false, planned: false };
  }
  try {
    for (const warning of checkpoint.warnings) checkText(warning);
    for (const [name, tensor] of checkpoint.tensors) {
      try {
        await checkTensor(tensor, checkpoint);
      } catch (error) {
        return { broken: `tensor ${JSON.stringify(name)} was listed: ${shown(error)}` };
      }
    }
    const to = random.pick(LAYOUTS);
    planConversion(checkpoint, {
      plugins: PLUGINS,
      container: safetensors,
      ...to === undefined ? {} : { to },
    });
    return { opened: true, planned: true };
  } catch (error) {
    return refusal(error) ?? { opened: true, planned: false };
  } finally {
    checkpoint.close();
  }
}

/** The promise that an error breaks: it must be thrown on purpose, and safe to show. */
function refusal(error: unknown): Outcome | undefined {
  if (!(error instanceof TensorferryError)) return { broken: `threw ${shown(error)}` };
  try {
    checkText(error.message);
  } catch (unsafe) {
    return { broken: `${error.constructor.name}: ${shown(unsafe)}` };
  }
}

function checkText(text: string): void {
  const found = UNPRINTABLE.exec(text)?.[0];
  if (found !== undefined) {
    throw new Error(`U+${found.codePointAt(0)!.toString(16)} is raw in ${JSON.stringify(text)}`);
  }
  if (text.length > MOST_MESSAGE) throw new Error(`it has ${text.length} characters`);
}

async function checkTensor(tensor: LazyTensor, { sources }: Checkpoint): Promise<void> {
  for (const leaf of leaves(tensor)) checkLeaf(leaf, sources[leaf.source]!.byteLength);
  const need = scratchNeeded(tensor);
  const scratch = {
    bytes: new Uint8Array(Math.max(need.least, Math.min(need.efficient, 2 ** 20))),
  };
  const opened = openTensor(tensor, sources, scratch);
  const { byteLength } = opened;
  if (byteLength !== bytesOf(tensor.dtype, tensor.shape)) throw new Error("it has another size");
  const into = new Uint8Array(Math.min(byteLength, SAMPLE_BYTES));
  await opened.read(0, into);
  await opened.read(byteLength - into.length, into);
}

function checkLeaf({ dtype, shape, position, strides }: Leaf, byteLength: number): void {
  const elements = elementsOf(shape);
  if (elements === 0) return;
  const span = strides === undefined
    ? elements
    : shape.reduce((span, size, d) => span + (size - 1) * strides[d]!, 1);
  const end = position + span * bitsOf(dtype) / 8;
  if (position >= 0 && end <= byteLength) return;
  throw new Error(`it lies from ${position} to ${end} of ${byteLength} bytes`);
}

function shown(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, at = ""] = /\n\s+at (.*)/.exec(error.stack ?? "") ?? [];
  return `${error.name}: ${error.message.slice(0, 400)} (${at})`;
}
