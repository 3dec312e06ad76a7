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
import {
  accelerateOffload,
  containers as torchContainers,
  dcp,
  dcpHf,
  type DcpState,
} from "@tensorferry/torch";
import type { ContainerName } from "./values/container_name.ts";

/** The containers that are read, in the order in which they are tried. */
export function containers(state: DcpState): readonly Container[] {
  return torchContainers({ state });
}

/** A container that can be written; where it is one of ranks, as of any number of them. */
export type Destination = Container | ((ranks: number) => Container);

/** The containers that are written. */
export const destinations: Readonly<Record<ContainerName, Destination>> = {
  safetensors,
  dcp: (ranks) => dcp({ ranks }),
  "dcp-hf": (ranks) => dcpHf({ ranks }),
  "accelerate-offload": accelerateOffload,
};

/** The architectures that are known. */
export const plugins: readonly Plugin[] = [llama, qwenMoe, gemma3];
