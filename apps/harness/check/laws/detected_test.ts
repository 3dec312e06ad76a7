import type { Plugin } from "@tensorferry/core/plugin";
import { assertNamed } from "../../testing/planted_fault.ts";
import { planted } from "../../testing/planted_plugin.ts";
import { checkPlugin } from "../check_plugin.ts";

Deno.test("two plugins for one architecture are both named", async () => {
  const other: Plugin = { ...planted(), name: "rival" };
  const { findings } = await checkPlugin(planted(), { runs: 1, others: [other] });
  assertNamed(findings, {
    law: "detected",
    says: /plugin rival serves model_type planted as well/,
  });
});
