import { importVisitor } from "./import_visitor.ts";
import { memberOf, pathInWorkspace, publishedName } from "./workspace.ts";

/** What a member may import of ours, by where it lies; the first that fits holds. */
const ALLOWED: readonly (readonly [member: RegExp, imports: RegExp])[] = [
  [/^packages\/core$/, /^$/],
  [/^packages\/torch$/, /^@tensorferry\/(core|safetensors)$/],
  [/^(packages|plugins)\//, /^@tensorferry\/core$/],
  [/^examples$/, /^@tensorferry\/(core|harness)$/],
  [/^/, /^/],
];

/** Arrows point one way: apps -> plugins, formats -> core. */
export const dependencyDirection: Deno.lint.Rule = {
  create(context) {
    const member = memberOf(pathInWorkspace(context.filename));
    const allowed = ALLOWED.find(([members]) => members.test(member))![1];
    return importVisitor((specifier, node) => {
      const name = publishedName(specifier);
      if (name === undefined || allowed.test(name)) return;
      context.report({
        node,
        message:
          `Cannot import ${name} from ${member}: arrows point from apps to plugins and formats to core`,
      });
    });
  },
};
