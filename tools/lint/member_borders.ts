import { posix } from "node:path";
import { importVisitor } from "./import_visitor.ts";
import { memberOf, pathInWorkspace } from "./workspace.ts";

/** A member is imported by its published name, never by a path into its folder. */
export const memberBorders: Deno.lint.Rule = {
  create(context) {
    const path = pathInWorkspace(context.filename);
    const member = memberOf(path);
    return importVisitor((specifier, node) => {
      if (!specifier.startsWith(".")) return;
      const other = memberOf(posix.join(posix.dirname(path), specifier));
      if (other === member) return;
      context.report({
        node,
        message:
          `Cannot import ${specifier} from ${member}: it lies in ${other}, to be imported by name`,
      });
    });
  },
};
