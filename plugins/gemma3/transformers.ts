/**
 * What transformers holds at run time.
 *
 * @module
 */
import { type Layout, type Plugin, rename, type Rule, when } from "@tensorferry/core/words";
import { isMultimodal } from "./config.ts";

/**
 * The renames of transformers 5.18.0 (`conversion_mapping.py`: `llava`, `LlavaModel`, `CLIPVisionModel`, which gemma3 and
 * SigLIP are mapped to), taken together.
 */
const RUN_TIME: readonly (readonly [hf: string, runTime: string])[] = [
  ["language_model.model.", "model.language_model."],
  ["language_model.lm_head.", "lm_head."],
  ["vision_tower.vision_model.", "model.vision_tower."],
  ["multi_modal_projector.", "model.multi_modal_projector."],
];

/** The layout, given the tensors of the multimodal model; the text model alone runs as it lies on disk. */
export function transformers(multimodal: Plugin["tensors"]): Layout {
  const names = Object.keys(multimodal);
  return {
    description: "transformers 5 at run time",
    rules: names.map(renamed),
    // Until transformers 5 took `vision_model` out; 4.57.1 has it (`models/siglip/modeling_siglip.py`).
    older: names.filter((name) => name.startsWith("vision_tower.")).map((name) =>
      when(isMultimodal, rename(`model.${name}`, name))
    ),
    rest: "same",
  };
}

function renamed(name: string): Rule {
  const [hf, runTime] = RUN_TIME.find(([prefix]) => name.startsWith(prefix))!;
  return when(isMultimodal, rename(runTime + name.slice(hf.length), name));
}
