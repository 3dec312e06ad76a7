/**
 * What this command is put together from. A container or an architecture becomes known to every verb by a line here.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import type { Plugin } from "@tensorferry/core/plugin";
import gemma3 from "@tensorferry/gemma3";
import llama from "@tensorferry/llama";
import qwenMoe from "@tensorferry/qwen-moe";
import { safetensors } from "@tensorferry/safetensors";
import { containers as torchContainers } from "@tensorferry/torch";

/** The containers that are read, in the order in which they are tried. */
export const containers: readonly Container[] = torchContainers();

/** The container that is written. */
export const written: Container = safetensors;

/** The architectures that are known. */
export const plugins: readonly Plugin[] = [llama, qwenMoe, gemma3];
