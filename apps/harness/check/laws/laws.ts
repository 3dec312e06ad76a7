/**
 * The laws in the order in which they build on each other.
 *
 * @module
 */
import type { Finding, Law } from "../finding.ts";
import { findingAt, type Subject } from "../subject.ts";
import { isTensorferryError } from "@tensorferry/core";
import { bits } from "./bits.ts";
import { covered } from "./covered.ts";
import { declared } from "./declared.ts";
import { detected } from "./detected.ts";
import { groups } from "./groups.ts";
import { memory } from "./memory.ts";
import { pure } from "./pure.ts";

type Judge = (subject: Subject) => Iterable<Finding> | AsyncIterable<Finding>;

const JUDGES: readonly (readonly [law: Law, judge: Judge])[] = [
  ["declared", declared],
  ["covered", covered],
  ["detected", detected],
  ["pure", pure],
  ["groups", groups],
  ["bits", bits],
  ["memory", memory],
];

/** Holds a subject to every law. A law is not looked at when one that it builds on is broken: its findings would be the same. */
export async function judge(subject: Subject): Promise<readonly Finding[]> {
  for (const [law, judge] of JUDGES) {
    const findings: Finding[] = [];
    try {
      for await (const finding of judge(subject)) findings.push(finding);
    } catch (error) {
      if (!isTensorferryError(error)) throw error;
      findings.push(findingAt(subject, law, "hf", error.message));
    }
    if (findings.length > 0) return findings;
  }
  return [];
}
