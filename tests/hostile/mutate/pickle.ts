/**
 * Changes to pickles, instruction by instruction.
 *
 * @module
 */
import { joined, mutateBytes } from "./bytes.ts";
import type { Random } from "./random.ts";
import { EDGES, littleEndian, NAMES } from "./values.ts";

/**
 * What follows the byte of an instruction (`Lib/pickletools.py` of Python 3.14): bytes after a count of so many bytes, lines, or a
 * fixed number of bytes; those that are not listed have none.
 */
const COUNTED = new Map([[0x55, 1], [0x8c, 1], [0x43, 1], [0x8a, 1]].concat([
  [0x54, 4],
  [0x58, 4],
  [0x42, 4],
  [0x8b, 4],
  [0x8d, 8],
  [0x8e, 8],
  [0x96, 8],
]) as [number, number][]);
const LINES = new Map([..."FILSVgpP"].map((char): [number, number] => [char.charCodeAt(0), 1]));
for (const char of "ci") LINES.set(char.charCodeAt(0), 2);
const FIXED = new Map([
  ...[[0x4b, 1], [0x68, 1], [0x71, 1], [0x80, 1], [0x82, 1]],
  ...[[0x4d, 2], [0x83, 2], [0x4a, 4], [0x6a, 4], [0x72, 4], [0x84, 4], [0x47, 8], [0x95, 8]],
] as [number, number][]);
const STOP = 0x2e;

/** Instructions that ask for what no reader should do, put anywhere. */
const HOSTILE: readonly (readonly number[])[] = [
  ascii("cos\nsystem\n(X\x02\x00\x00\x00idtR"),
  ascii("(S'id'\nios\nsystem\n"),
  ascii("(cos\nsystem\nX\x02\x00\x00\x00ido"),
  ascii("cposix\nsystem\n)\x81"),
  ascii("c__builtin__\neval\nq\x00"),
  ascii("cbuiltins\ngetattr\n"),
  ascii("ctorch._utils\n_rebuild_tensor_v2\n)R"),
  ascii("}b"),
  ascii("(".repeat(1100)),
  ascii("]q\x00h\x00a"),
  ascii("]q\x01(h\x01h\x01h\x01e"),
  ascii("}q\x02h\x02h\x02s"),
  [0x95, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0x8b, 0xff, 0xff, 0xff, 0x7f],
  [0x8e, 0, 0, 0, 0, 0, 0, 0, 0x80],
  [0x72, 0xff, 0xff, 0xff, 0xff],
  [0x6a, 0xff, 0xff, 0xff, 0xff],
  ascii("Q"),
  ascii("K\x01\x85Q"),
  ascii("G\x7f\xf0\x00\x00\x00\x00\x00\x00"),
  ascii("0"),
  ascii("2"),
];

/** Names that readers of torch's files know, to be put in each other's place. */
const GLOBALS = [
  "torch._utils\n_rebuild_tensor\n",
  "torch._utils\n_rebuild_tensor_v2\n",
  "torch._utils\n_rebuild_tensor_v3\n",
  "torch._utils\n_rebuild_parameter\n",
  "torch._utils\n_rebuild_sparse_tensor\n",
  "torch._tensor\n_rebuild_from_type_v2\n",
  "torch\nFloatStorage\n",
  "torch\nBFloat16Storage\n",
  "torch.storage\nUntypedStorage\n",
  "torch\nfloat64\n",
  "torch\nSize\n",
  "collections\nOrderedDict\n",
  "collections\nCounter\n",
  "_codecs\nencode\n",
  "__proto__\nconstructor\n",
].map(ascii);

/** Changes a pickle, or several that follow one another; what is after the last of them stays. */
export function mutatePickle(
  bytes: Uint8Array,
  random: Random,
  pickles = 1,
): Uint8Array<ArrayBuffer> {
  const { instructions, end } = instructionsOf(bytes, pickles);
  if (instructions.length === 0) return mutateBytes(bytes, random);
  const at = random.below(instructions.length);
  const chosen = instructions[at]!;
  const other = random.pick(instructions);
  const changed = [...instructions];
  switch (random.below(9)) {
    case 0:
      changed.splice(at, 1);
      break;
    case 1:
      changed.splice(at, 0, chosen);
      break;
    case 2:
      changed.splice(at, 1, other);
      break;
    case 3:
      changed.splice(at, 0, Uint8Array.from(random.pick(HOSTILE)));
      break;
    case 4: {
      const from = random.below(instructions.length);
      changed.splice(at, 0, ...instructions.slice(from, from + 1 + random.below(40)));
      break;
    }
    case 5:
      changed.splice(at, 1, mutateBytes(chosen, random));
      break;
    default: {
      // Those with an argument are worth changing, and others are in between.
      const near = instructions.findIndex((one, i) => i >= at && one.length > 1);
      if (near >= 0) changed[near] = withArgument(instructions[near]!, random);
    }
  }
  return joined(...changed, bytes.subarray(end));
}

/** The same instruction with another argument, of the form that it needs. */
function withArgument(instruction: Uint8Array, random: Random): Uint8Array {
  const code = instruction[0]!;
  const count = COUNTED.get(code);
  const width = FIXED.get(code);
  if (code === 0x63) return Uint8Array.from([code, ...random.pick(GLOBALS)]);
  if (width !== undefined) {
    return Uint8Array.from([code, ...littleEndian(random.pick(EDGES), width)]);
  }
  if (count === undefined) return mutateBytes(instruction, random);
  if (random.oneIn(4)) {
    return joined(
      Uint8Array.of(code),
      littleEndian(random.pick(EDGES), count),
      instruction.subarray(1 + count),
    );
  }
  const text = new TextEncoder().encode(random.pick(NAMES)).subarray(0, count === 1 ? 255 : 4096);
  const body = code === 0x8a || code === 0x8b ? littleEndian(random.pick(EDGES), 9) : text;
  return joined(Uint8Array.of(code), littleEndian(BigInt(body.length), count), body);
}

/** The instructions up to the last STOP that is asked for, and where that is. */
function instructionsOf(bytes: Uint8Array, pickles: number) {
  const instructions: Uint8Array[] = [];
  let at = 0;
  for (let left = pickles; at < bytes.length && left > 0;) {
    const end = endOf(bytes, at);
    if (end === undefined) break;
    instructions.push(bytes.subarray(at, end));
    if (bytes[at] === STOP) left--;
    at = end;
  }
  return { instructions, end: at };
}

/** Where the instruction at `at` ends; nothing where it passes the end. */
function endOf(bytes: Uint8Array, at: number): number | undefined {
  const code = bytes[at]!;
  let end = at + 1 + (FIXED.get(code) ?? 0);
  const width = COUNTED.get(code);
  if (width !== undefined) {
    let count = 0;
    for (let i = width; i > 0; i--) count = count * 256 + (bytes[at + i] ?? 0);
    end += width + count;
  }
  for (let lines = LINES.get(code) ?? 0; lines > 0; lines--) {
    const newline = bytes.indexOf(0x0a, end);
    if (newline < 0) return undefined;
    end = newline + 1;
  }
  return end <= bytes.length ? end : undefined;
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}
