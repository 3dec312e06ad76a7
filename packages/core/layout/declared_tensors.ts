/**
 * The tensors of the `hf` layout of a model.
 *
 * @module
 */
import { expander, type Variables, variablesOf } from "../rule/name_pattern.ts";
import { allVariables, within } from "./counts.ts";
import type { Declaration, Declared } from "./declaration.ts";
import type { Uses } from "./known_names.ts";
import type { Model } from "./model.ts";

/** A tensor that the `hf` layout of a model declares. */
export interface DeclaredTensor extends Declared {
  readonly name: string;
}

/** What the plugin says of one name of `hf`, or nothing when it does not know the name in this model. */
export function declaredTensor(model: Model, name: string): Declared | undefined {
  const found = findDeclaration(model, model.uses(name));
  return found?.declaration.of(found.variables);
}

/** Whether the plugin knows a name of `hf` in this model. */
export function isDeclared(model: Model, name: string): boolean {
  return hasDeclaration(model, model.uses(name));
}

/** Whether what a name can stand for is, among others, a tensor of `hf` in this model. */
export function hasDeclaration(model: Model, uses: Uses): boolean {
  return findDeclaration(model, uses) !== undefined;
}

function findDeclaration(
  model: Model,
  uses: Uses,
): { readonly declaration: Declaration; readonly variables: Variables } | undefined {
  for (const { entries, variables } of uses) {
    if (!within(model.counts, variables)) continue;
    for (const use of entries) {
      if (use.kind !== "declared" || !use.declaration.mayBe(variables)) continue;
      return { declaration: use.declaration, variables };
    }
  }
  return undefined;
}

/** How many tensors the `hf` layout of a model must have. */
export function countRequired({ declarations, counts }: Model): number {
  let required = 0;
  for (const [pattern, declaration] of declarations) {
    for (const variables of allVariables(variablesOf(pattern), counts)) {
      if (declaration.isCalledFor(variables) && declaration.of(variables).required) required++;
    }
  }
  return required;
}

/** Every tensor of the `hf` layout of a model, optional ones included where their condition holds. */
export function* declaredTensors({ declarations, counts }: Model): Generator<DeclaredTensor> {
  for (const [pattern, declaration] of declarations) {
    const expand = expander(pattern);
    for (const variables of allVariables(variablesOf(pattern), counts)) {
      if (!declaration.isCalledFor(variables)) continue;
      yield { name: expand(variables), ...declaration.of(variables) };
    }
  }
}
