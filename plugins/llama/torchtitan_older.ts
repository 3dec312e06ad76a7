/**
 * Names that torchtitan gave before commit b5bcd76, each with the commit that ended it.
 *
 * @module
 */
import {
  concat,
  div,
  flatten,
  fuse,
  plus,
  rename,
  type Rule,
  type Term,
  unflatten,
  when,
} from "@tensorferry/core/words";
import { headDim, heads, kvHeads } from "./config.ts";
import { adjacentPairs, rotatesHalves, rotatesPairs } from "./rotary.ts";

const hf = "model.layers.{layer}.self_attn";
const titan = "layers.{layer}.attention";

const separate: Rule[] = [
  when(rotatesPairs, fuse(`${titan}.wq.weight`, adjacentPairs(heads, `${hf}.q_proj.weight`))),
  when(rotatesPairs, fuse(`${titan}.wk.weight`, adjacentPairs(kvHeads, `${hf}.k_proj.weight`))),
  when(rotatesHalves, rename(`${titan}.wq.weight`, `${hf}.q_proj.weight`)),
  when(rotatesHalves, rename(`${titan}.wk.weight`, `${hf}.k_proj.weight`)),
  rename(`${titan}.wv.weight`, `${hf}.v_proj.weight`),
];

const queriesPerKey = div(heads, kvHeads);

/**
 * The rows of `FusedQKVLinear`: for each key-value head its query heads, its key head, its value head, as
 * `_merge_qkv_on_load` of `torchtitan/models/common/attention.py` puts them together.
 */
function byKeyValueHead(q: Term, k: Term, v: Term): Term {
  const groups = concat(1, [
    unflatten(0, [kvHeads, queriesPerKey, headDim], q),
    unflatten(0, [kvHeads, 1, headDim], k),
    unflatten(0, [kvHeads, 1, headDim], v),
  ], [queriesPerKey, 1, 1]);
  return flatten(0, [kvHeads, plus(queriesPerKey, 2), headDim], groups);
}

const fused = ["weight", "bias"].flatMap((part): Rule[] => {
  const name = `${titan}.qkv_linear.wqkv.${part}`;
  const [q, k, v] = [`${hf}.q_proj.${part}`, `${hf}.k_proj.${part}`, `${hf}.v_proj.${part}`];
  const rotated = byKeyValueHead(adjacentPairs(heads, q), adjacentPairs(kvHeads, k), v);
  return [
    when(rotatesPairs, fuse(name, rotated)),
    when(rotatesHalves, fuse(name, byKeyValueHead(q, k, v))),
  ];
});

export const olderNames: readonly Rule[] = [
  // Up to v0.2.2; ad7a865 of 2026-04-16 (#2878) moved them under `qkv_linear`.
  ...separate,
  // Where a model was configured to fuse them, from ad7a865 until 70dd945 of 2026-06-19 (#3656) saved them apart.
  ...fused,
  // Until 786e26f of 2026-04-27 (#2937).
  rename("output.weight", "lm_head.weight"),
];
