/**
 * Faults planted in a plugin, and what is to be said of them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Plugin } from "@tensorferry/core";
import { checkPlugin } from "../check/check_plugin.ts";
import { type Finding, type Law, LAWS } from "../check/finding.ts";
import { reportText } from "../check/report_text.ts";

/** What is to be found of a fault, and where. */
export interface Named {
  readonly law: Law;
  /** Number of the rule in the plugin. */
  readonly rule?: number;
  readonly tensor?: string;
  readonly says: RegExp;
}

/** A fault, and what is to be said of it. */
export interface Fault extends Omit<Named, "law"> {
  readonly of: string;
  readonly plugin: Plugin;
  /** The shortest config that shows it. */
  readonly config?: object;
}

/** The shortest config of a model that has every tensor. */
export const SMALLEST = {
  model_type: "planted",
  layers: 1,
  experts: 1,
  hidden: 2,
  inner: 2,
  vocab: 1,
};

/** Tests that each fault is found by a law, and named. */
export function testFaults(law: Law, faults: readonly Fault[]): void {
  for (const { of, plugin, config, ...expected } of faults) {
    Deno.test(`${of} is found by the laws, and named`, async () => {
      const report = await checkPlugin(plugin, { runs: 5 });
      assertNamed(report.findings, { law, ...expected });
      const text = reportText(report, Object.keys(LAWS) as Law[]);
      assert.match(text, expected.says);
      if (config !== undefined) {
        assert.deepEqual(report.findings[0]!.config, config);
        assert(text.includes(JSON.stringify(config)), text);
      }
    });
  }
}

/** Asserts that the first finding is this one. */
export function assertNamed(
  findings: readonly Finding[],
  { law, rule, tensor, says }: Named,
): void {
  const [first] = findings;
  assert(first !== undefined, "nothing was found");
  assert.deepEqual(
    { law: first.law, rule: first.rule?.number, tensor: first.tensor },
    { law, rule, tensor },
  );
  assert.match(first.says, says);
}
