/** @module The law that a config gives every tensor one name and sizes. */
import { type DeclaredTensor, declaredTensors, elementsOf, sameShape } from "@tensorferry/core";
import type { Finding } from "../finding.ts";
import { findingAt, type Subject } from "../subject.ts";

/** Holds the declarations of one model against each other. */
export function* declared(subject: Subject): Generator<Finding> {
  const all = new Map<string, DeclaredTensor>();
  const fault = (tensor: string, says: string) =>
    findingAt(subject, "declared", "hf", says, tensor);
  for (const tensor of declaredTensors(subject.model)) {
    const { name, shape } = tensor;
    if (all.has(name)) yield fault(name, `two declarations make ${name}`);
    all.set(name, tensor);
    if (shape.some((size) => size < 0) || !Number.isSafeInteger(elementsOf(shape))) {
      yield fault(name, `no tensor has the shape [${shape}] that the config gives it`);
    }
  }
  for (const { name, shape, tiedTo } of all.values()) {
    if (tiedTo === undefined) continue;
    const other = all.get(tiedTo);
    if (other === undefined) yield fault(name, `it is tied to ${tiedTo}, which this model has not`);
    else if (!sameShape(other.shape, shape)) {
      yield fault(name, `it is [${shape}] and is tied to ${tiedTo}, which is [${other.shape}]`);
    }
  }
}
