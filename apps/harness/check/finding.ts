/**
 * What a check of a plugin can find.
 *
 * @module
 */
import type { ModelConfig } from "@tensorferry/core";

/** The laws that a plugin is held to, each in words, in the order in which they build on each other. */
export const LAWS = {
  form: "it is data, and each of its rules can be read in both directions",
  declared: "a config gives every tensor one name, sizes, and one to be tied to where it is tied",
  covered: "every tensor of hf is bound by a rule or kept, none is made twice, and all shapes fit",
  detected: "each layout is told from its tensors, and no other plugin claims the model",
  pure: "the same headers give the same plan, and it survives JSON",
  groups: "what is needed together is in one shard, at every shard size",
  bits: "there and back gives the same bits, for every two layouts",
  memory: "the least memory that a plan asks for is enough",
  owner: "what the plugin makes of an owner's checkpoint is what the owner made, and back",
} as const;

/** The name of a law. */
export type Law = keyof typeof LAWS;

/** Which rule is at fault. */
export interface RuleAt {
  readonly layout: string;
  /** From 1, in the order of the plugin. */
  readonly number: number;
  /** Whether it is among those for earlier versions. */
  readonly older: boolean;
  /** The name pattern of its single side. */
  readonly single: string;
}

/** One way in which a plugin breaks a law. */
export interface Finding {
  readonly law: Law;
  /** What is wrong, as a sentence. */
  readonly says: string;
  readonly layout?: string;
  readonly rule?: RuleAt;
  /** Fully qualified name of the tensor that shows it. */
  readonly tensor?: string;
  /** The shortest config that was found to show it. */
  readonly config?: ModelConfig;
}

/** Whether two findings are of one fault: law, layout and rule are the same, and the names but for their numbers. */
export function sameFault(a: Finding, b: Finding): boolean {
  return faultOf(a) === faultOf(b);
}

function faultOf({ law, layout, rule, tensor }: Finding): string {
  const where = rule === undefined ? tensor?.replaceAll(/\b\d+\b/g, "#") : rule.number;
  return [law, layout, rule?.older, where].join(" ");
}
