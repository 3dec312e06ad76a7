/** @module The law that a plan is a pure function of headers, and data. */
import { isDeepStrictEqual } from "node:util";
import type { Plan } from "@tensorferry/core";
import type { Finding } from "../finding.ts";
import { findingAt, type Subject, toLayout } from "../subject.ts";

/** Plans twice, and once more from headers in another order. */
export function* pure(subject: Subject): Generator<Finding> {
  const { hf, layouts } = subject;
  for (const layout of layouts.slice(1)) {
    const once = toLayout(subject, layout);
    if (!isDeepStrictEqual(toLayout(subject, layout), once)) {
      yield findingAt(subject, "pure", layout, "two plans of the same headers differ");
    }
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(once)), once)) {
      yield findingAt(
        subject,
        "pure",
        layout,
        "a plan is another after JSON.stringify and JSON.parse",
      );
    }
    const reversed = { ...subject, hf: { ...hf, tensors: new Map([...hf.tensors].reverse()) } };
    if (filesOf(toLayout(reversed, layout)) !== filesOf(once)) {
      yield findingAt(subject, "pure", layout, "the order of the headers changes the files");
    }
  }
}

/** What goes into which file; fusion groups are numbered in the order of the headers. */
function filesOf({ shards }: Plan): string {
  return JSON.stringify(shards, (key, value) => key === "group" ? undefined : value);
}
