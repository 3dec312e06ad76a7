/**
 * The tensors of a conversion, one after another.
 *
 * @module
 */
import { InvalidTensorError } from "../errors.ts";
import type { ByteSource } from "../io/byte_source.ts";
import { partOf } from "../plan/part.ts";
import type { Plan } from "../plan/plan.ts";
import { openTensor } from "../tensor/evaluate.ts";
import { allocateBuffers } from "../tensor/wasm/kernels.ts";
import { checkEqual } from "./check_equal.ts";
import { checkSources } from "./check_sources.ts";
import { type ConvertedTensor, convertedTensor } from "./converted_tensor.ts";

/**
 * Goes through the tensors of a plan, in the order of its shards; of a container that cuts tensors, through their parts.
 *
 * Nothing of a tensor is read before its bytes are asked for, and what was read for it is let go when the next one is asked
 * for: the pace and the memory are the consumer's. A tensor cannot be read once the iteration has gone on.
 *
 * @throws MalformedCheckpointError when the plan was made for other files.
 * @throws TiedTensorsError before the first tensor, when tensors that the plan leaves out as tied are not the same.
 *
 * @example
 * ```ts ignore
 * for await (const [name, tensor] of iterConvert(plan, checkpoint)) {
 *   for await (const chunk of tensor.chunks()) hash.update(chunk);
 * }
 * ```
 */
export async function* iterConvert(
  plan: Plan,
  checkpoint: { readonly sources: readonly ByteSource[] },
): AsyncGenerator<[string, ConvertedTensor], void> {
  const { output, scratch } = plan.memory.buffers;
  checkSources(plan, checkpoint.sources);
  await checkEqual(plan, checkpoint.sources);
  const [buffer, bytes] = allocateBuffers([output, scratch]);
  const tiles = { bytes: bytes! };
  for (const { tensors } of plan.shards) {
    for (const planned of tensors) {
      const { name, tensor } = planned;
      const source = openTensor(tensor, checkpoint.sources, tiles);
      let current = true;
      const read: ByteSource["read"] = (position, into) => {
        if (!current) {
          throw new InvalidTensorError(
            `Cannot read ${name}: the iteration has gone on. Read it before the next one`,
          );
        }
        return source.read(position, into);
      };
      const bytes = { name, byteLength: source.byteLength, read };
      yield [name, convertedTensor(bytes, partOf(planned), buffer!)];
      current = false;
    }
  }
}
