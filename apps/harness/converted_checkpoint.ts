/**
 * What a plan would write, as a checkpoint that is nowhere.
 *
 * @module
 */
import {
  bytesOf,
  type ByteSource,
  type Checkpoint,
  iterConvert,
  type Leaf,
  leaf,
  openTensor,
  type Plan,
} from "@tensorferry/core";

/** Carries out a plan in memory. */
export async function convertedCheckpoint(plan: Plan, checkpoint: Checkpoint): Promise<Checkpoint> {
  const sources: ByteSource[] = [];
  const tensors = new Map<string, Leaf>();
  for await (const [name, { dtype, shape, bytes }] of iterConvert(plan, checkpoint)) {
    const whole = await bytes();
    const source = sources.push({
      name,
      byteLength: bytesOf(dtype, shape),
      read: (position, into) => into.set(whole.subarray(position, position + into.length)),
    }) - 1;
    tensors.set(name, leaf({ source, position: 0, dtype, shape }));
  }
  return { ...checkpoint, sources, tensors };
}

/** Room to put the tensors of a test in order, in bytes. */
const SCRATCH = 2 ** 20;

/** Every tensor's dtype, shape and bytes. */
export async function contentOf(
  { tensors, sources }: Checkpoint,
): Promise<ReadonlyMap<string, string>> {
  const content = new Map<string, string>();
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    const bytes = new Uint8Array(bytesOf(dtype, shape));
    await openTensor(tensor, sources, { bytes: new Uint8Array(SCRATCH) }).read(0, bytes);
    content.set(name, `${dtype} [${shape}] ${bytes.toHex()}`);
  }
  return content;
}
