/**
 * A plugin without fault, to plant faults in, and the program of the owner of its layout.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  concat,
  config,
  fuse,
  permute,
  type Plugin,
  rename,
  type Rule,
  stack,
} from "@tensorferry/core/plugin";
import { encodeSafetensors, type TensorWithBytes } from "@tensorferry/safetensors";

const hidden = config("hidden");
const inner = config("inner");
/** What the names of an expert's tensors begin with. */
export const EXPERT = "layers.{layer}.experts.{expert}";

/** What the rules of layout `trainer` are for. */
type Part = "embedding" | "router" | "gateUp" | "down" | "query" | "queryBias";

/** The rules, in the order in which the plugin has them. */
export const RULES: Readonly<Record<Part, Rule>> = {
  embedding: rename("tok.weight", "embed.weight"),
  router: rename("blocks.{layer}.router.weight", "layers.{layer}.router.weight"),
  gateUp: fuse(
    "blocks.{layer}.w13",
    stack("expert", concat(0, [`${EXPERT}.gate.weight`, `${EXPERT}.up.weight`])),
  ),
  down: fuse("blocks.{layer}.w2", stack("expert", permute([1, 0], `${EXPERT}.down.weight`))),
  query: rename("blocks.{layer}.q.weight", "layers.{layer}.q.weight"),
  queryBias: rename("blocks.{layer}.q.bias", "layers.{layer}.q.bias"),
};

/** The plugin, with some rules put in the place of its own, or taken out. */
export function planted(
  rules: { readonly [K in Part]?: Rule | readonly Rule[] } = {},
  more: Partial<Plugin> = {},
): Plugin {
  return {
    name: "planted",
    version: "1.0.0",
    serves: { model_type: ["planted"] },
    variables: { layer: config("layers"), expert: config("experts") },
    tensors: {
      "embed.weight": { shape: [config("vocab"), hidden] },
      "layers.{layer}.router.weight": { shape: [config("experts"), hidden] },
      [`${EXPERT}.gate.weight`]: { shape: [inner, hidden] },
      [`${EXPERT}.up.weight`]: { shape: [inner, hidden] },
      [`${EXPERT}.down.weight`]: { shape: [hidden, inner] },
      "layers.{layer}.q.weight": { shape: [hidden, hidden] },
      "layers.{layer}.q.bias": { shape: [hidden] },
    },
    layouts: {
      trainer: {
        description: "a trainer's",
        rules: Object.values({ ...RULES, ...rules }).flat(),
      },
    },
    examples: [SIZES],
    ...more,
  };
}

/** The tensors that the plugin declares, all but the biases. */
export function tensorsWithoutBiases(): Plugin["tensors"] {
  return Object.fromEntries(
    Object.entries(planted().tensors).filter(([name]) => !name.endsWith(".bias")),
  );
}

/** The config of the model that the owner converts. */
export const SIZES: Readonly<
  Record<"layers" | "experts" | "hidden" | "inner" | "vocab", number> & { model_type: string }
> = {
  model_type: "planted",
  layers: 2,
  experts: 3,
  hidden: 4,
  inner: 6,
  vocab: 5,
};

/** A matrix of bfloat16, each element of which says whose it is and where it stands. */
function matrix(rows: number, columns: number, mark: number): Uint8Array {
  const bytes = new Uint8Array(2 * rows * columns);
  for (let i = 0; i < rows * columns; i++) bytes.set([i, 0x30 + mark], 2 * i);
  return bytes;
}

function transposed(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const turned = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = 2 * (row * columns + column);
      turned.set(bytes.subarray(from, from + 2), 2 * (column * rows + row));
    }
  }
  return turned;
}

/** Writes a model in `hf`, and what the trainer makes of it, worked out without a plugin. */
export function writeOwned(folder: string): { readonly hf: string; readonly trainer: string } {
  const { layers, experts, hidden, inner, vocab } = SIZES;
  const hf: TensorWithBytes[] = [];
  const trainer: TensorWithBytes[] = [];
  const put = (to: TensorWithBytes[], name: string, shape: number[], bytes: Uint8Array) =>
    to.push({ name, dtype: "bfloat16", shape, bytes });
  const both = (own: string, theirs: string, shape: number[], mark: number) => {
    const bytes = matrix(shape[0]!, shape[1] ?? 1, mark);
    put(hf, own, shape, bytes);
    put(trainer, theirs, shape, bytes);
  };
  both("embed.weight", "tok.weight", [vocab, hidden], 0);
  for (let layer = 0; layer < layers; layer++) {
    const [own, theirs] = [`layers.${layer}`, `blocks.${layer}`];
    both(`${own}.router.weight`, `${theirs}.router.weight`, [experts, hidden], 1);
    both(`${own}.q.weight`, `${theirs}.q.weight`, [hidden, hidden], 2);
    both(`${own}.q.bias`, `${theirs}.q.bias`, [hidden], 3);
    const [w13, w2]: [Uint8Array[], Uint8Array[]] = [[], []];
    for (let expert = 0; expert < experts; expert++) {
      const at = `${own}.experts.${expert}`;
      const mark = 4 + 3 * (layer * experts + expert);
      const gate = matrix(inner, hidden, mark);
      const up = matrix(inner, hidden, mark + 1);
      const down = matrix(hidden, inner, mark + 2);
      put(hf, `${at}.gate.weight`, [inner, hidden], gate);
      put(hf, `${at}.up.weight`, [inner, hidden], up);
      put(hf, `${at}.down.weight`, [hidden, inner], down);
      w13.push(gate, up);
      w2.push(transposed(down, hidden, inner));
    }
    put(trainer, `${theirs}.w13`, [experts, 2 * inner, hidden], joined(w13));
    put(trainer, `${theirs}.w2`, [experts, inner, hidden], joined(w2));
  }
  const paths = { hf: join(folder, "hf"), trainer: join(folder, "trainer") };
  mkdirSync(paths.hf);
  mkdirSync(paths.trainer);
  writeFileSync(join(paths.hf, "config.json"), JSON.stringify(SIZES));
  writeFileSync(join(paths.hf, "model.safetensors"), encodeSafetensors(hf));
  writeFileSync(join(paths.trainer, "model.safetensors"), encodeSafetensors(trainer));
  return paths;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
