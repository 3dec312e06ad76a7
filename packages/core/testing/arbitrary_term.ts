/**
 * Random terms of rules, with the tensors they are made of.
 *
 * @module
 */
import * as fc from "fast-check";
import { elementsOf } from "../dtype.ts";
import { allVariables } from "../layout/counts.ts";
import type { Term } from "../rule/term/term.ts";
import { expand } from "../rule/solve.ts";
import type { LazyTensor, Shape } from "../tensor/lazy_tensor.ts";
import { leaf } from "../tensor/operations.ts";

/** A term, and members whose elements are all different. */
export interface TermCase {
  readonly term: Term;
  /** How many values each variable takes. */
  readonly counts: Readonly<Record<string, number>>;
  readonly members: ReadonlyMap<string, LazyTensor>;
  /** The bytes that the leaves point into: float32 elements that adding a small number keeps exact. */
  readonly source: Uint8Array;
}

interface Draft {
  readonly term: Term;
  readonly shape: Shape;
}

/** Draws a term of a few steps over tensors of a few elements. */
export function arbitraryTerm(): fc.Arbitrary<TermCase> {
  return fc.infiniteStream(fc.nat()).map((numbers) => draw(() => numbers.next().value as number));
}

function draw(next: () => number): TermCase {
  const counts: Record<string, number> = {};
  const shapes: { pattern: string; over: readonly string[]; shape: Shape }[] = [];
  const below = (limit: number) => next() % limit;

  function name(over: readonly string[], shape: Shape): Draft {
    const pattern = [`t${shapes.length}`, ...over.map((variable) => `{${variable}}`)].join(".");
    shapes.push({ pattern, over, shape });
    return { term: pattern, shape };
  }

  function step(depth: number, over: readonly string[]): Draft {
    if (depth === 0) return name(over, Array.from({ length: 1 + below(3) }, () => 1 + below(3)));
    const kind = below(7);
    if (kind === 0) {
      const variable = `v${Object.keys(counts).length}`;
      counts[variable] = 1 + below(3);
      const { term, shape } = step(depth - 1, [...over, variable]);
      return {
        term: { op: "stack", over: variable, of: term },
        shape: [counts[variable], ...shape],
      };
    }
    const { term: of, shape } = step(depth - 1, over);
    const dim = below(shape.length);
    switch (kind) {
      case 1: {
        const others = Array.from(
          { length: below(3) },
          () => name(over, shape.with(dim, 1 + below(3))),
        );
        const parts = [{ term: of, shape }, ...others];
        const sizes = parts.map((part) => part.shape[dim]!);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        return {
          term: { op: "concat", dim, parts: parts.map(({ term }) => term), sizes },
          shape: shape.with(dim, total),
        };
      }
      case 2: {
        const order = shape.map((_, i) => i);
        for (let i = order.length - 1; i > 0; i--) {
          const j = below(i + 1);
          [order[i], order[j]] = [order[j]!, order[i]!];
        }
        return { term: { op: "permute", order, of }, shape: order.map((i) => shape[i]!) };
      }
      case 3: {
        const count = 1 + below(shape.length - dim);
        const sizes = shape.slice(dim, dim + count);
        return {
          term: { op: "flatten", dim, sizes: sizes.with(below(count), -1), of },
          shape: shape.toSpliced(dim, count, elementsOf(sizes)),
        };
      }
      case 4: {
        const size = shape[dim]!;
        const factor = [1, 2, 3].filter((n) => size % n === 0)[below(2)] ?? 1;
        return {
          term: { op: "unflatten", dim, sizes: [factor, -1], of },
          shape: shape.toSpliced(dim, 1, factor, size / factor),
        };
      }
      default:
        return { term: { op: "add", value: below(9) - 4, of }, shape };
    }
  }

  const { term } = step(1 + below(5), []);
  const members = new Map<string, LazyTensor>();
  let elements = 0;
  for (const { pattern, over, shape } of shapes) {
    for (const variables of allVariables(over, counts)) {
      members.set(
        expand(pattern, variables),
        leaf({ source: 0, position: 4 * elements, dtype: "float32", shape }),
      );
      elements += elementsOf(shape);
    }
  }
  const values = Float32Array.from({ length: elements }, (_, i) => i);
  return { term, counts, members, source: new Uint8Array(values.buffer) };
}
