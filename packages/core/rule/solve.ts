/**
 * Terms worked out over lazy tensors, forwards and backwards.
 *
 * @module
 */
import { bitsOf, elementsOf, type FloatDType, isFloatDType } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import * as lazy from "../tensor/operations.ts";
import { type LazyTensor, sameShape } from "../tensor/lazy_tensor.ts";
import { type Bindings, expander } from "./name_pattern.ts";
import type { ConcatTerm, Term } from "./rule.ts";
import { evaluateSize, type ModelConfig, type Value } from "./value.ts";

/** What terms are worked out against. */
export interface Setting {
  readonly config: ModelConfig;
  /** How many values each variable takes, from 0 on. */
  readonly counts: Readonly<Record<string, number>>;
  /**
   * Where given, `add` works in float32 at least, and coming back to this dtype undoes it, so that no bits are lost on
   * the way there and back.
   */
  readonly exact?: FloatDType;
}

/** Gets a tensor by its fully qualified name. It may throw, or note what is missing and answer nothing. */
export type LookUp = (name: string) => LazyTensor | undefined;

/**
 * Makes the one tensor that a term stands for. Answers nothing when a member is missing, after having asked for all.
 *
 * @throws ShapeError when the members have not the sizes that the term says.
 */
export function make(
  term: Term,
  bindings: Bindings,
  setting: Setting,
  lookUp: LookUp,
): LazyTensor | undefined {
  if (typeof term === "string") return lookUp(expand(term, bindings));
  switch (term.op) {
    case "concat": {
      const parts = whole(term.parts.map((part) => make(part, bindings, setting, lookUp)));
      if (parts === undefined) return undefined;
      const made = lazy.concat(term.dim, parts);
      const sizes = partSizes(term, made, bindings, setting);
      parts.forEach((part, i) => {
        const wrong = part.shape[term.dim] !== sizes[i];
        if (wrong) throw mismatch(`part ${i} of a concat along dimension ${term.dim}`, part, sizes);
      });
      return made;
    }
    case "stack": {
      const each = whole(Array.from(
        { length: countOf(term.over, setting) },
        (_, i) => make(term.of, { ...bindings, [term.over]: i }, setting, lookUp),
      ));
      return each && lazy.stack(0, each);
    }
    case "flatten": {
      const of = make(term.of, bindings, setting, lookUp);
      if (of === undefined) return undefined;
      const merged = of.shape.slice(term.dim, term.dim + term.sizes.length);
      const sizes = resolve(term.sizes, elementsOf(merged), of, bindings, setting);
      if (!sameShape(merged, sizes)) throw mismatch("the dimensions to flatten", of, sizes);
      return merge(of, term.dim, sizes.length);
    }
    case "unflatten": {
      const of = make(term.of, bindings, setting, lookUp);
      return of && takeApart(of, term.dim, term.sizes, bindings, setting);
    }
    case "permute": {
      const of = make(term.of, bindings, setting, lookUp);
      return of && lazy.permute(of, fullOrder(term.order, of));
    }
    case "add": {
      const of = make(term.of, bindings, setting, lookUp);
      return of && shift(of, term.value, setting);
    }
  }
}

/**
 * Takes the tensor that a term stands for apart again into the term's members.
 *
 * @throws ShapeError when the tensor has not the sizes that the term says.
 */
export function unmake(
  term: Term,
  tensor: LazyTensor,
  bindings: Bindings,
  setting: Setting,
  emit: (name: string, tensor: LazyTensor) => void,
): void {
  if (typeof term === "string") return emit(expand(term, bindings), tensor);
  switch (term.op) {
    case "concat": {
      let start = 0;
      partSizes(term, tensor, bindings, setting).forEach((size, i) => {
        const part = lazy.slice(tensor, term.dim, start, start += size);
        unmake(term.parts[i]!, part, bindings, setting, emit);
      });
      return;
    }
    case "stack": {
      const count = countOf(term.over, setting);
      if (tensor.shape[0] !== count) {
        throw mismatch(`a stack over all values of {${term.over}}`, tensor, [count]);
      }
      const inner = tensor.shape.slice(1);
      for (let i = 0; i < count; i++) {
        const one = lazy.reshape(lazy.slice(tensor, 0, i, i + 1), inner);
        unmake(term.of, one, { ...bindings, [term.over]: i }, setting, emit);
      }
      return;
    }
    case "flatten": {
      const apart = takeApart(tensor, term.dim, term.sizes, bindings, setting);
      return unmake(term.of, apart, bindings, setting, emit);
    }
    case "unflatten": {
      const merged = merge(tensor, term.dim, term.sizes.length);
      return unmake(term.of, merged, bindings, setting, emit);
    }
    case "permute": {
      const order = fullOrder(term.order, tensor);
      const back = order.map((_, i) => order.indexOf(i));
      return unmake(term.of, lazy.permute(tensor, back), bindings, setting, emit);
    }
    case "add":
      return unmake(term.of, unshift(tensor, term.value, setting), bindings, setting, emit);
  }
}

/** Patterns are few and names are many, so each pattern is taken apart once. */
const expanders = new Map<string, (bindings: Bindings) => string>();

/** The name that a pattern gives with these variables. */
export function expand(pattern: string, bindings: Bindings): string {
  let expandPattern = expanders.get(pattern);
  if (expandPattern === undefined) expanders.set(pattern, expandPattern = expander(pattern));
  return expandPattern(bindings);
}

function whole(tensors: readonly (LazyTensor | undefined)[]): LazyTensor[] | undefined {
  const there = tensors.filter((tensor) => tensor !== undefined);
  return there.length === tensors.length ? there : undefined;
}

function countOf(variable: string, setting: Setting): number {
  return setting.counts[variable] ?? 0;
}

/** `value` added, in float32 at least when the way back is to be exact. */
function shift(tensor: LazyTensor, value: number, { exact }: Setting): LazyTensor {
  const narrow = exact !== undefined && bitsOf(tensor.dtype) < 32;
  return lazy.add(narrow ? lazy.cast(tensor, "float32") : tensor, value);
}

/** {@link shift} undone. */
function unshift(tensor: LazyTensor, value: number, { exact }: Setting): LazyTensor {
  const shifted = lazy.add(tensor, -value);
  const widened = exact !== undefined && isFloatDType(tensor.dtype) &&
    bitsOf(tensor.dtype) > bitsOf(exact);
  return widened ? lazy.cast(shifted, exact) : shifted;
}

function partSizes(
  term: ConcatTerm,
  tensor: LazyTensor,
  bindings: Bindings,
  setting: Setting,
): number[] {
  const total = tensor.shape[term.dim] ?? 0;
  if (term.sizes !== undefined) {
    const scope = { config: setting.config, variables: bindings };
    const sizes = term.sizes.map((size) => evaluateSize(size, scope));
    if (sizes.reduce((sum, size) => sum + size, 0) !== total) {
      throw mismatch(`a concat along dimension ${term.dim}`, tensor, sizes, " together");
    }
    return sizes;
  }
  if (total % term.parts.length !== 0) {
    throw mismatch(`${term.parts.length} equal parts along dimension ${term.dim}`, tensor, []);
  }
  return term.parts.map(() => total / term.parts.length);
}

function takeApart(
  tensor: LazyTensor,
  dim: number,
  values: readonly Value[],
  bindings: Bindings,
  setting: Setting,
): LazyTensor {
  const total = tensor.shape[dim] ?? 0;
  const sizes = resolve(values, total, tensor, bindings, setting);
  if (elementsOf(sizes) !== total) {
    throw mismatch(`dimension ${dim} taken apart`, tensor, sizes);
  }
  return lazy.reshape(tensor, tensor.shape.toSpliced(dim, 1, ...sizes));
}

function merge(tensor: LazyTensor, dim: number, count: number): LazyTensor {
  const merged = elementsOf(tensor.shape.slice(dim, dim + count));
  return lazy.reshape(tensor, tensor.shape.toSpliced(dim, count, merged));
}

/** Works the sizes out, -1 becoming what is left of `total`. */
function resolve(
  values: readonly Value[],
  total: number,
  tensor: LazyTensor,
  bindings: Bindings,
  setting: Setting,
): number[] {
  const scope = { config: setting.config, variables: bindings };
  const sizes = values.map((value) => evaluateSize(value, scope));
  const open = sizes.indexOf(-1);
  if (open === -1) return sizes;
  const rest = total / elementsOf(sizes.toSpliced(open, 1));
  if (!Number.isInteger(rest)) throw mismatch("sizes with one left open", tensor, sizes);
  return sizes.with(open, rest);
}

function fullOrder(order: readonly number[], tensor: LazyTensor): number[] {
  return tensor.shape.map((_, i) => order[i] ?? i);
}

function mismatch(
  what: string,
  tensor: LazyTensor,
  sizes: readonly number[],
  how = "",
): ShapeError {
  const wanted = sizes.length === 0
    ? ""
    : `, where the rule and the config say ${sizes.join(", ")}${how}`;
  return new ShapeError(`Cannot read ${what}: the shape is [${tensor.shape}]${wanted}`, "");
}
