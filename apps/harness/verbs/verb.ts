/**
 * What the verbs of the harness have in common.
 *
 * @module
 */
import { integer, type Options } from "@tensorferry/cli/grammar";
import type { ExitCode, Plugin } from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";

/** Carries out what was asked for, and answers what the process is to end with. */
export type Request = () => Promise<ExitCode>;

/** Options as they are typed. */
export type Typed<T> = { readonly [K in keyof T]: T[K] };

/** What the values of a checkpoint are drawn by. */
export const seedOption: Options<{ readonly seed: number }> = {
  seed: {
    kind: "parsed",
    default: "1",
    brief: "Chooses sizes and values; 1 when absent.",
    ...integer(0, 2 ** 31 - 1),
  },
};

/** The plugins that come with the harness. */
export const builtIn: readonly Plugin[] = [gemma3, llama, qwenMoe];
