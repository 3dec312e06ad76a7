import { isTest, pathInWorkspace } from "./workspace.ts";

/** Words for a format, an architecture or somebody's program. Comments may use them, as examples. */
const FOREIGN =
  /safetensors|gguf|pickle|torchtitan|olmo|megatron|llama|qwen|gemma|mistral|mixtral|deepseek|gpt/i;

/** Core knows no format and no architecture: neither its names nor its strings say one. */
export const coreVocabulary: Deno.lint.Rule = {
  create(context) {
    const path = pathInWorkspace(context.filename);
    if (!path.startsWith("packages/core/") || isTest(path)) return {};
    const report = (node: Deno.lint.Node, text: string) => {
      const word = FOREIGN.exec(text)?.[0];
      if (word === undefined) return;
      context.report({
        node,
        message: `Cannot speak of ${word} in core: it belongs to a format package or a plugin`,
      });
    };
    return {
      Identifier: (node) => report(node, node.name),
      PrivateIdentifier: (node) => report(node, node.name),
      Literal: (node) => report(node, node.raw),
      TemplateElement: (node) => report(node, node.raw),
    };
  },
};
