/**
 * Every word of the rule language.
 *
 * @module
 */
import { addOperation } from "./add.ts";
import { concatOperation } from "./concat.ts";
import { flattenOperation, unflattenOperation } from "./flatten.ts";
import type { Operation } from "./operation.ts";
import { permuteOperation } from "./permute.ts";
import { stackOperation } from "./stack.ts";
import type { Step } from "./term.ts";

/** The words by name. */
export const OPERATIONS: { readonly [Op in Step["op"]]: Operation<Extract<Step, { op: Op }>> } = {
  add: addOperation,
  concat: concatOperation,
  flatten: flattenOperation,
  permute: permuteOperation,
  stack: stackOperation,
  unflatten: unflattenOperation,
};

/** The word that a step is an instance of. */
export function operationOf<S extends Step>(step: S): Operation<S> {
  // Each word is filed under the name that its steps bear, which the type of the table says and inference cannot follow.
  return OPERATIONS[step.op] as unknown as Operation<S>;
}
