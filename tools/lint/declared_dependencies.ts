import { importVisitor } from "./import_visitor.ts";
import { importsOf, memberOf, pathInWorkspace, publishedName } from "./workspace.ts";

/** What a member imports of ours is in its own deno.json, where nx and JSR look for it. */
export const declaredDependencies: Deno.lint.Rule = {
  create(context) {
    const member = memberOf(pathInWorkspace(context.filename));
    return importVisitor((specifier, node) => {
      const name = publishedName(specifier);
      if (name === undefined || importsOf(member).has(name)) return;
      context.report({
        node,
        message: `Cannot import ${name} unsaid: list it under "imports" of ${member}/deno.json`,
      });
    });
  },
};
