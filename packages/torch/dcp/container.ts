/**
 * Distributed checkpoints as one of the families of files that Tensorferry reads and writes.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { checkpointFiles, choiceAmong } from "./metadata/metadata.ts";
import type { DcpState } from "./open_dcp.ts";
import { dcpWriter } from "./writer.ts";

/** Options of {@link dcp}. */
export interface DcpOptions {
  /** Which part of the state is read; the tensors of the model when nothing is said. */
  readonly state?: DcpState;
  /** How many ranks of FSDP2 what is written is to be of; 1 when nothing is said. */
  readonly ranks?: number;
}

/**
 * Reads what `torch.distributed.checkpoint.save` wrote (`.metadata` and `__0_0.distcp`), from any number of ranks and in any
 * placement. Nothing in it is executed.
 *
 * Writes what torch 2.13 would have saved of as many ranks as asked for, each with its `Shard(0)` of every tensor:
 * `torch.distributed.checkpoint.load` takes it under any other number.
 *
 * @example What two ranks would have saved
 * ```ts
 * import { dcp } from "@tensorferry/torch";
 * import { deepEqual } from "node:assert/strict";
 *
 * const shards = dcp({ ranks: 2 }).writer!.deal([[{ name: "w", dtype: "bfloat16", shape: [5, 8] }]]);
 * deepEqual(shards.map(({ file, tensors }) => [file, tensors[0]!.shape]), [
 *   ["__0_0.distcp", [3, 8]],
 *   ["__1_0.distcp", [2, 8]],
 * ]);
 * ```
 *
 * @throws OptionError when there cannot be so many ranks.
 */
export function dcp({ state = "model", ranks = 1 }: DcpOptions = {}): Container {
  return {
    name: "dcp",
    // What reads pickles is loaded where it is asked for: most checkpoints are found to be safetensors before.
    open: async (path) => await (await import("./open_dcp.ts")).openDcp(path, state),
    claims: (_, names) => checkpointFiles(names),
    takes: choiceAmong,
    writer: dcpWriter(ranks),
  };
}
