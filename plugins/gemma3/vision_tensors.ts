/**
 * The tensors that see images: the tower, SigLIP, and the projector between it and the text.
 *
 * From `models/siglip/modeling_siglip.py` and `models/gemma3/modeling_gemma3.py` of transformers 5.18.0, under the names of
 * the Hub.
 *
 * @module
 */
import { and, mul, type Plugin, type TensorDeclaration, type Value } from "@tensorferry/core/words";
import {
  channels,
  hidden,
  isMultimodal,
  patches,
  patchSize,
  visionHead,
  visionHidden,
  visionIntermediate,
} from "./config.ts";

const tower = "vision_tower.vision_model";
const block = `${tower}.encoder.layers.{vision_layer}`;
const head = `${tower}.head`;
const projector = "multi_modal_projector";

const hasHead = and(isMultimodal, visionHead);

/** A `torch.nn.Linear`. */
function linear(module: string, out: Value, into: Value, when = isMultimodal): Plugin["tensors"] {
  return {
    [`${module}.weight`]: { shape: [out, into], when },
    [`${module}.bias`]: { shape: [out], when },
  };
}

/** A `torch.nn.LayerNorm`. */
function layerNorm(module: string, when = isMultimodal): Plugin["tensors"] {
  const tensor: TensorDeclaration = { shape: [visionHidden], when };
  return { [`${module}.weight`]: tensor, [`${module}.bias`]: tensor };
}

export const visionTensors: Plugin["tensors"] = {
  [`${tower}.embeddings.patch_embedding.weight`]: {
    shape: [visionHidden, channels, patchSize, patchSize],
    when: isMultimodal,
  },
  [`${tower}.embeddings.patch_embedding.bias`]: { shape: [visionHidden], when: isMultimodal },
  [`${tower}.embeddings.position_embedding.weight`]: {
    shape: [patches, visionHidden],
    when: isMultimodal,
  },

  ...layerNorm(`${block}.layer_norm1`),
  ...linear(`${block}.self_attn.q_proj`, visionHidden, visionHidden),
  ...linear(`${block}.self_attn.k_proj`, visionHidden, visionHidden),
  ...linear(`${block}.self_attn.v_proj`, visionHidden, visionHidden),
  ...linear(`${block}.self_attn.out_proj`, visionHidden, visionHidden),
  ...layerNorm(`${block}.layer_norm2`),
  ...linear(`${block}.mlp.fc1`, visionIntermediate, visionHidden),
  ...linear(`${block}.mlp.fc2`, visionHidden, visionIntermediate),
  ...layerNorm(`${tower}.post_layernorm`),

  [`${head}.probe`]: { shape: [1, 1, visionHidden], when: hasHead },
  [`${head}.attention.in_proj_weight`]: {
    shape: [mul(3, visionHidden), visionHidden],
    when: hasHead,
  },
  [`${head}.attention.in_proj_bias`]: { shape: [mul(3, visionHidden)], when: hasHead },
  ...linear(`${head}.attention.out_proj`, visionHidden, visionHidden, hasHead),
  ...layerNorm(`${head}.layernorm`, hasHead),
  ...linear(`${head}.mlp.fc1`, visionIntermediate, visionHidden, hasHead),
  ...linear(`${head}.mlp.fc2`, visionHidden, visionIntermediate, hasHead),

  [`${projector}.mm_input_projection_weight`]: {
    shape: [visionHidden, hidden],
    when: isMultimodal,
  },
  [`${projector}.mm_soft_emb_norm.weight`]: { shape: [visionHidden], when: isMultimodal },
};
