/**
 * The module of a new plugin.
 *
 * @module
 */

/** A plugin with a first rule: the tensors of a small model, and a layout that has two of them in one. */
export function ruleFile(name: string): string {
  return `/**
 * The tensors of ${name}, for Tensorferry.
 *
 * @module
 */
import {
  concat,
  config,
  definePlugin,
  fuse,
  type Plugin,
} from "@tensorferry/core/plugin";

// Numbers of the config.json that decide the shapes.
const hidden = config("hidden_size");
const inner = config("intermediate_size");
const vocab = config("vocab_size");

const mlp = "model.layers.{layer}.mlp";

const plugin: Plugin = definePlugin({
  name: "${name}",
  version: "0.1.0",
  // The model_type of the config.json files that it is for.
  serves: { model_type: ["${name}"] },
  // How many values each variable of a name takes, from 0 on.
  variables: { layer: config("num_hidden_layers") },
  // Every tensor as the Hugging Face Hub has it: the layout hf.
  tensors: {
    "model.embed_tokens.weight": { shape: [vocab, hidden] },
    [\`\${mlp}.gate_proj.weight\`]: { shape: [inner, hidden] },
    [\`\${mlp}.up_proj.weight\`]: { shape: [inner, hidden] },
    [\`\${mlp}.down_proj.weight\`]: { shape: [hidden, inner] },
    "model.norm.weight": { shape: [hidden] },
  },
  layouts: {
    transformers: {
      description: "as transformers holds it at run time",
      // What no rule names is called as in hf.
      rest: "same",
      // Each rule is read in both directions.
      rules: [
        fuse(
          \`\${mlp}.gate_up_proj.weight\`,
          concat(0, [\`\${mlp}.gate_proj.weight\`, \`\${mlp}.up_proj.weight\`]),
        ),
      ],
    },
  },
  // Small configs to check it with, one for each thing that configs decide.
  examples: [
    {
      model_type: "${name}",
      hidden_size: 8,
      intermediate_size: 12,
      num_hidden_layers: 2,
      vocab_size: 16,
    },
  ],
});

export default plugin;
`;
}
