/**
 * Distributed checkpoints as one of the families of files that Tensorferry reads.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { type DcpState, openDcp } from "./open_dcp.ts";

/** Options of {@link dcp}. */
export interface DcpOptions {
  /** Which part of the state is read; the tensors of the model when nothing is said. */
  readonly state?: DcpState;
}

/**
 * Reads what `torch.distributed.checkpoint.save` wrote (`.metadata` and `__0_0.distcp`), from any number of ranks and in any
 * placement. Nothing in it is executed.
 */
export function dcp({ state = "model" }: DcpOptions = {}): Container {
  return { name: "dcp", open: (path) => openDcp(path, state) };
}
