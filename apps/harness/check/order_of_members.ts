/**
 * In what order the members of a fused tensor lie in it.
 *
 * @module
 */
import {
  bytesOf,
  type Checkpoint,
  type LazyTensor,
  type Leaf,
  leaves,
  openTensor,
  planConversion,
  type Plugin,
} from "@tensorferry/core";
import { plannedTensors } from "./subject.ts";

/** Above this a fused tensor is not looked at. */
const MOST_BYTES = 2 ** 26;
/** How many bytes of a member are looked for: the beginning of one has hardly its like elsewhere. */
const SAMPLE = 16;
/** Room to put tensors in order, in bytes. */
const SCRATCH = 2 ** 20;

/**
 * Says in what order the members of a tensor begin in the owner's file, where that is another than the plugin's; nothing when
 * the members cannot be found there.
 */
export async function describeOrder(
  plugin: Plugin,
  hf: Checkpoint,
  owners: Checkpoint,
  layout: string,
  name: string,
): Promise<string> {
  const theirs = owners.tensors.get(name);
  if (layout === "hf" || theirs === undefined) return "";
  const planned = plannedTensors(planConversion(hf, { plugins: [plugin], from: "hf", to: layout }));
  const ours = planned.get(name);
  if (ours === undefined || bytesOf(theirs.dtype, theirs.shape) > MOST_BYTES) return "";
  const members = membersOf(ours, hf);
  if (members.length < 2) return "";
  const whole = await bytesIn(theirs, owners);
  const places: { name: string; at: number }[] = [];
  for (const member of members) {
    const at = find(whole, (await bytesIn(hf.tensors.get(member)!, hf)).subarray(0, SAMPLE));
    if (at === undefined) return "";
    places.push({ name: member, at });
  }
  const order = places.toSorted((a, b) => a.at - b.at).map(({ name }) => name);
  const wrong = order.findIndex((name, i) => name !== members[i]);
  if (wrong === -1) return "";
  return `. In B ${order[wrong]} lies where the rule puts ${members[wrong]}`;
}

/** The tensors that an expression is made of, in the order in which they stand in it. */
function membersOf(tensor: LazyTensor, { tensors }: Checkpoint): string[] {
  const nameAt = new Map<string, string>();
  for (const [name, stored] of tensors) {
    for (const leaf of leaves(stored)) nameAt.set(placeOf(leaf), name);
  }
  return [...new Set([...leaves(tensor)].map((leaf) => nameAt.get(placeOf(leaf))!))];
}

function placeOf({ source, position }: Leaf): string {
  return `${source} ${position}`;
}

async function bytesIn(tensor: LazyTensor, { sources }: Checkpoint): Promise<Uint8Array> {
  const bytes = new Uint8Array(bytesOf(tensor.dtype, tensor.shape));
  await openTensor(tensor, sources, { bytes: new Uint8Array(SCRATCH) }).read(0, bytes);
  return bytes;
}

/** Where a sample stands, if it stands anywhere. */
function find(whole: Uint8Array, sample: Uint8Array): number | undefined {
  for (let at = whole.indexOf(sample[0]!); at !== -1; at = whole.indexOf(sample[0]!, at + 1)) {
    if (sample.every((byte, i) => whole[at + i] === byte)) return at;
  }
  return undefined;
}
