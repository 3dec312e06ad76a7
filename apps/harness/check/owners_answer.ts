/**
 * A plugin held against what the owner of a layout made.
 *
 * Every law can be kept by a plugin that has gate and up the wrong way round. Only a file that the owner's own program wrote
 * tells.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  bindModel,
  type Checkpoint,
  compareCheckpoints,
  CONFIG_FILE,
  detectLayout,
  isDeclared,
  isTensorferryError,
  LayoutError,
  type Model,
  openCheckpoint,
  type Plugin,
  type TensorDifference,
} from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { type Finding, sameFault } from "./finding.ts";
import { describeOrder } from "./order_of_members.ts";
import { findingAt } from "./subject.ts";

/** How many tensors that differ are looked at in each direction; most faults are in every layer. */
const MOST_LOOKED_AT = 1000;

/**
 * Compares what a plugin makes of a checkpoint in `hf` with what the owner of another layout made of it, bit for bit and in
 * both directions.
 *
 * @param a Path of the checkpoint in `hf`, with its config.
 * @param b Path of the same model in another layout; where it has no config, that of `a` counts.
 * @throws TensorferryError when one of them is no checkpoint.
 */
export async function checkAgainst(plugin: Plugin, a: string, b: string): Promise<Finding[]> {
  const containers = [safetensors];
  const hf = await openCheckpoint(a, { containers });
  try {
    const configPath = join(a, CONFIG_FILE);
    const other = await openCheckpoint(b, {
      containers,
      ...(!existsSync(join(b, CONFIG_FILE)) && existsSync(configPath) && { configPath }),
    });
    try {
      return await compareBoth(plugin, hf, other);
    } finally {
      other.close();
    }
  } finally {
    hf.close();
  }
}

async function compareBoth(plugin: Plugin, hf: Checkpoint, owners: Checkpoint): Promise<Finding[]> {
  if (hf.config === undefined) {
    throw new LayoutError(
      `Cannot compare with ${hf.path}: it has no ${CONFIG_FILE}. Put one there`,
    );
  }
  const model = bindModel(plugin, hf.config);
  const about = { model, config: hf.config };
  let layout = "hf";
  try {
    const found = detectLayout(hf.tensors, model);
    if (found !== "hf") {
      return [findingAt(about, "owner", found, `A is in layout ${found}, and has to be in hf`)];
    }
    layout = detectLayout(owners.tensors, model);
    const options = { plugins: [plugin] };
    const findings = unknownIn(hf, owners, model).map((name) =>
      findingAt(about, "owner", layout, `the plugin knows no ${name}, and B has not kept it`, name)
    );
    if (findings.length > 0) return findings.slice(0, 1);
    const add = (difference: TensorDifference, says: string) => {
      const finding = findingAt(about, "owner", layout, says, difference.name);
      if (!findings.some((known) => sameFault(known, finding))) findings.push(finding);
    };
    const there = await compareCheckpoints(owners, hf, options);
    for (const difference of there.differences.slice(0, MOST_LOOKED_AT)) {
      const order = await describeOrder(plugin, hf, owners, layout, difference.name);
      add(difference, sentence(difference, "B", "the plugin") + order);
    }
    const back = await compareCheckpoints(hf, owners, options);
    for (const difference of back.differences.slice(0, MOST_LOOKED_AT)) {
      add(difference, `on the way back, ${sentence(difference, "A", "the plugin")}`);
    }
    return findings;
  } catch (error) {
    if (!isTensorferryError(error, "Layout", "Shape", "MissingTensors", "NameClash", "Config")) {
      throw error;
    }
    const tensor = "tensor" in error ? String(error.tensor) : undefined;
    return [findingAt(about, "owner", layout, error.message, tensor)];
  }
}

/** Tensors of `hf` that the plugin has nothing to say about, unless the owner carries them as well. */
function unknownIn(hf: Checkpoint, owners: Checkpoint, model: Model): string[] {
  return [...hf.tensors.keys()].filter((name) =>
    !isDeclared(model, name) && !owners.tensors.has(name)
  );
}

function sentence(difference: TensorDifference, owner: string, own: string): string {
  const { kind, name } = difference;
  switch (kind) {
    case "only in A":
      return `${name} is in ${owner}, and ${own} does not make it`;
    case "only in B":
      return `${own} makes ${name}, which is not in ${owner}`;
    case "dtype or shape": {
      const [theirs, ours] = [difference.a, difference.b];
      return `${name} is ${theirs.dtype} [${theirs.shape}] in ${owner}, and ${own} makes it ` +
        `${ours.dtype} [${ours.shape}]`;
    }
    case "bits": {
      const { differing, elements, first: { index, a, b } } = difference;
      return `${differing} of ${elements} elements of ${name} are others: at [${index}] ${owner} has ${a}, ` +
        `and ${own} makes ${b}`;
    }
  }
}
