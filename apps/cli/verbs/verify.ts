/**
 * `tensorferry verify`.
 *
 * @module
 */
import type { VerifyOptions } from "../actions/verify.ts";
import { type Verb, verb } from "../grammar/verb.ts";
import { path } from "../values/path.ts";
import { exactOption, memoryOption } from "./conversion_options.ts";
import { PLUGIN_GRANTS, pluginOptions } from "./plugin_options.ts";
import { configOption, partsOptions } from "./source_options.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** Compares two checkpoints bit by bit, or one with its manifest. */
export const verify: Verb<Request> = verb({
  brief: "Compare two checkpoints bit by bit, or one with its checksums.",
  description:
    "Leads B into the layout of A, tensor by tensor, and compares the two. With A alone, reads its files and compares them with the checksums that convert left in it. Exits with 0 when they are the same and with 1 when they differ.",
  footer: footer(
    ["verify Qwen3-30B-A3B fused", "verify fused"],
    `--allow-read=A,B; ${PLUGIN_GRANTS}`,
  ),
  parameters: {
    flags: {
      ...configOption,
      ...partsOptions,
      ...pluginOptions,
      ...memoryOption,
      ...exactOption,
      ...forEveryVerb,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "A checkpoint, such as the original; alone, one that convert wrote.",
          ...path("A"),
        },
        {
          brief: "The checkpoint to compare with it, in whatever layout and shards.",
          optional: true,
          ...path("B"),
        },
      ],
    },
  },
  request: (
    options: Typed<VerifyOptions, "a" | "b">,
    a: string,
    b?: string,
  ): Request => ({
    options,
    run: async (session) =>
      (await import("../actions/verify.ts")).verify({ ...options, a, b }, session),
  }),
});
