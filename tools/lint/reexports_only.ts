import { basename } from "node:path";

/** A `mod.ts` is a table of contents: it re-exports, and holds nothing of its own. */
export const reexportsOnly: Deno.lint.Rule = {
  create(context) {
    if (basename(context.filename) !== "mod.ts") return {};
    return {
      Program({ body }) {
        for (const node of body) {
          const reexport = node.type === "ExportAllDeclaration" ||
            node.type === "ExportNamedDeclaration" && node.declaration === null;
          if (reexport) continue;
          context.report({
            node,
            message: "Cannot keep code in mod.ts: move it to a file named after its idea",
          });
        }
      },
    };
  },
};
