/**
 * What the verbs of the harness have in common.
 *
 * @module
 */
import type { Mode, Parser } from "@optique/core/parser";
import type { ExitCode, Plugin } from "@tensorferry/core";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";

/** Carries out what was asked for, and answers what the process is to end with. */
export type Request = (signal: AbortSignal) => Promise<ExitCode>;

/** The grammar of a verb. */
export type Verb = Parser<Mode, Request, unknown>;

/** The plugins that come with the harness. */
export const builtIn: readonly Plugin[] = [gemma3, llama, qwenMoe];
