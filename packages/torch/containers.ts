/**
 * All families of files, in the order in which they have to be tried.
 *
 * @module
 */
import type { Container } from "@tensorferry/core";
import { safetensors } from "@tensorferry/safetensors";
import { torchBin } from "./bin/container.ts";
import { dcp, type DcpOptions } from "./dcp/container.ts";
import { dcpHf } from "./dcp_hf/container.ts";
import { accelerateOffload } from "./offload/container.ts";

/**
 * Every container that training programs write, safetensors among them.
 *
 * The order matters where a folder could be several: shards of ranks and the shards that an offload folder points at are safetensors
 * files too, so those come before it; and where the same weights lie beside each other as safetensors and as `.bin`, the former are
 * read, as transformers does.
 *
 * @example
 * ```ts ignore
 * import { openCheckpoint } from "@tensorferry/core";
 * import { containers } from "@tensorferry/torch";
 *
 * const checkpoint = await openCheckpoint("outputs/checkpoint/step-1000", { containers: containers() });
 * ```
 */
export function containers(options: DcpOptions = {}): readonly Container[] {
  return [dcpHf(), accelerateOffload, safetensors, dcp(options), torchBin];
}
