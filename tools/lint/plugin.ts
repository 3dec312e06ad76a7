/**
 * The rules of this tree that its types cannot say. `every_file.ts` runs them.
 *
 * @module
 */
import { coreVocabulary } from "./core_vocabulary.ts";
import { declaredDependencies } from "./declared_dependencies.ts";
import { dependencyDirection } from "./dependency_direction.ts";
import { memberBorders } from "./member_borders.ts";
import { reexportsOnly } from "./reexports_only.ts";

const plugin: Deno.lint.Plugin = {
  name: "tree",
  rules: {
    "core-vocabulary": coreVocabulary,
    "declared-dependencies": declaredDependencies,
    "dependency-direction": dependencyDirection,
    "member-borders": memberBorders,
    "reexports-only": reexportsOnly,
  },
};

export default plugin;
