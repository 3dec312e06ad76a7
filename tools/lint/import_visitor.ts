/** Finds what a module imports, however it says so. @module */

/** Calls `found` with each specifier that is written out, and the node to point at. */
export function importVisitor(
  found: (specifier: string, node: Deno.lint.Node) => void,
): Deno.lint.LintVisitor {
  const literal = (node: Deno.lint.Node | null) => {
    if (node?.type === "Literal" && typeof node.value === "string") found(node.value, node);
  };
  return {
    ImportDeclaration: ({ source }) => literal(source),
    ExportAllDeclaration: ({ source }) => literal(source),
    ExportNamedDeclaration: ({ source }) => literal(source),
    ImportExpression: ({ source }) => literal(source),
    TSImportType: ({ argument }) => {
      if (argument.type === "TSLiteralType") literal(argument.literal);
    },
  };
}
