/**
 * How the rows of a query or key projection lie, for rotary embeddings.
 *
 * @module
 */
import { rearrange, type Term, type Value } from "@tensorferry/core/words";
import { isModel } from "./config.ts";

/** Models in which torchtitan rotates adjacent elements of a head, as complex numbers (`ComplexRoPE`). */
export const rotatesPairs: Value = isModel("llama");
/** Models in which it rotates the halves of a head, as transformers does (`CosSinRoPE`). */
export const rotatesHalves: Value = isModel("qwen3");

/**
 * A projection of `hf` with the two members of every rotated pair side by side.
 *
 * transformers rotates element j of a head with element j + head_dim/2; torchtitan's Llama, as Meta's own, rotates 2j with
 * 2j + 1. `_reverse_permute` of its adapter says the same: `view(heads, 2, head_dim / 2, in).transpose(1, 2)`. It fits
 * weights and biases, since only rows move.
 */
export function adjacentPairs(heads: Value, projection: Term): Term {
  return rearrange(0, [heads, 2, -1], [0, 2, 1], projection);
}
