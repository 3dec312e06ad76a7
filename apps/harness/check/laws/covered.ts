/** @module The law that every tensor is bound or kept, and none made twice. */
import { isDeclared, layoutNamed, type Plan } from "@tensorferry/core";
import type { Finding } from "../finding.ts";
import {
  findingAt,
  findingOf,
  headersIn,
  plan,
  plannedTensors,
  type Subject,
  toLayout,
} from "../subject.ts";

/** Leads every tensor to each layout and back, by headers alone. */
export function* covered(subject: Subject): Generator<Finding> {
  for (const layout of subject.layouts.slice(1)) {
    try {
      const there = toLayout(subject, layout);
      yield* forgotten(subject, layout, there);
      yield* notBack(
        subject,
        layout,
        plan(subject, headersIn(subject, layout), { from: layout, to: "hf" }),
      );
    } catch (error) {
      yield findingOf(subject, "covered", layout, error);
    }
  }
}

function* forgotten(subject: Subject, layout: string, { carried }: Plan): Generator<Finding> {
  const { model } = subject;
  const shares = layoutNamed(model, layout)?.rest === "same";
  for (const tensor of carried) {
    if (shares || !isDeclared(model, tensor)) continue;
    yield findingAt(
      subject,
      "covered",
      layout,
      `no rule names ${tensor}, and the layout does not say that the rest has the same names`,
      tensor,
    );
  }
}

function* notBack(subject: Subject, layout: string, back: Plan): Generator<Finding> {
  const there = subject.hf.tensors;
  const returned = plannedTensors(back);
  for (const [name, { shape }] of there) {
    const tensor = returned.get(name);
    if (tensor === undefined) {
      yield findingAt(subject, "covered", layout, `${name} does not come back`, name);
    } else if (String(tensor.shape) !== String(shape)) {
      const says = `${name} comes back as [${tensor.shape}], and was [${shape}]`;
      yield findingAt(subject, "covered", layout, says, name);
    }
  }
  for (const name of returned.keys()) {
    if (there.has(name)) continue;
    yield findingAt(
      subject,
      "covered",
      layout,
      `the way back makes ${name}, which hf has not`,
      name,
    );
  }
}
