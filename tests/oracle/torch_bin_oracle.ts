/**
 * Tensorferry's reader of torch.save's files against `torch.load(weights_only=True)` of torch 2.13: the same tensors of files old, new
 * and strange, and nothing that is hostile read by either.
 *
 * Needs `.oracle/bin/python`. Run with `deno test -A tests/oracle/torch_bin_oracle.ts`, and to choose the changed files
 * `-- <seed> <how many>` after it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { isTensorferryError } from "@tensorferry/core";
import { temporaryFolder, type Tensors } from "../checkpoint_fixture.ts";
import { torchTensors } from "../torch_fixture.ts";
import { askReference } from "./reference.ts";

const [seed = "20251120", count = "400"] = Deno.args;
const SCRIPT = "torch_bin_verdicts.py";

/** Files that both read, as the same tensors. */
const READ = [
  "dtypes",
  "dtypes without storages",
  "dtypes, legacy",
  "views",
  "views, legacy",
  "tied",
  "tied, legacy",
  "state dict",
  "state dict, legacy",
  "attributes",
  "attributes, legacy",
  "nested",
  "nested, legacy",
  "names",
  "many",
  "big-endian bytes",
  "repacked",
  "repacked with more",
];

/** Files that torch's restricted reader refuses for their protocol alone, and we read: what they name is on its list. */
const ONLY_HERE = ["protocol 4", "protocol 5"];

/** Files that torch reads and we refuse, and why. */
const ONLY_TORCH: Readonly<Record<string, RegExp>> = {
  "conjugate": /changed when it is read \("conj/,
  "negative": /changed when it is read \("neg/,
  "complex128": /of dtype complex128/,
  "sparse": /sparse/,
  "sparse rows": /sparse/,
  "meta": /meta tensor/,
  "quantised": /quantised/,
  "a tensor": /holds a tensor/,
  "a list": /holds a list/,
  "numbers": /no tensors/,
  "big-endian": /big-endian/,
  "compressed": /compressed/,
  "more, legacy": /1 bytes follow/,
};

/** Files that neither reads. */
const REFUSED = [
  "module",
  "module, legacy",
  "script",
  "shell",
  "shell, legacy",
  "shell beside",
  "protocol 0",
  "pickle alone",
  "cut",
  "cut, legacy",
  "a byte",
  "repacked with others",
];

/**
 * Why torch refuses changed files that we read, and rightly: entries and fields of the archive that say nothing of tensors, at which we
 * do not look; keys that Python cannot hash; instructions that its restricted reader lacks; and functions called as classes.
 */
const NOT_LOOKED_AT = new RegExp(
  [
    "serialization_id|\\.storage_alignment|\\.format_version|UnicodeDecodeError|invalid literal for int",
    "invalid header or archive is corrupted",
    "unhashable type|Unsupported operand|is not a type object",
  ].join("|"),
);

/** What is changed: files in which no tensors lie beside the state dict, where a broken one is none of ours. */
const TO_CHANGE = READ.filter((name) => !name.startsWith("nested"));

interface Verdict {
  /** Where the tensor lies among dicts, dtype, shape and bytes. */
  readonly tensors?: readonly (readonly [string[], string, number[], string | null])[];
  readonly error?: string;
}

/** What we read of a file, or why not. */
async function ours(folder: string, file: Uint8Array): Promise<Tensors | Error> {
  const path = join(folder, "model.pt");
  await Deno.writeFile(path, file);
  try {
    return await torchTensors(path);
  } catch (error) {
    // Anything else is a fault of ours.
    if (isTensorferryError(error)) return error;
    throw error;
  }
}

async function theirs(files: readonly Uint8Array[]): Promise<Verdict[]> {
  const answers = await askReference(SCRIPT, [], files.map((file) => file.toBase64()));
  return answers.map((answer) => JSON.parse(answer));
}

async function make(names: readonly string[]): Promise<Uint8Array[]> {
  const answers = await askReference(SCRIPT, ["make"], names);
  return answers.map((answer) => Uint8Array.fromBase64(answer));
}

/** Whether what we read is one of the dicts of tensors that torch found, whole and bit for bit. */
function isSame(tensors: Tensors, { tensors: found = [] }: Verdict): boolean {
  const dicts = Map.groupBy(found, ([path]) => JSON.stringify(path.slice(0, -1)));
  const own = [...tensors.values()].map(({ name, dtype, shape, bytes }) =>
    JSON.stringify([name, dtype, shape, bytes.toBase64()])
  );
  return [...dicts.values()].some((dict) => {
    const other = dict.map(([path, ...rest]) => JSON.stringify([path.at(-1), ...rest]));
    return other.toSorted().join() === own.toSorted().join();
  });
}

Deno.test("torch and we agree on files old, new, strange and hostile", async () => {
  using folder = temporaryFolder();
  const names = [...READ, ...ONLY_HERE, ...Object.keys(ONLY_TORCH), ...REFUSED];
  const files = await make(names);
  const verdicts = await theirs(files);
  for (const [i, name] of names.entries()) {
    const [read, verdict] = [await ours(folder.path, files[i]!), verdicts[i]!];
    const said = read instanceof Error ? read.message : "we read it";
    const seen = `${name}: ${said}; torch: ${verdict.error ?? "reads it"}`;
    assert.equal(read instanceof Error, !(READ.includes(name) || ONLY_HERE.includes(name)), seen);
    assert.equal(
      verdict.error !== undefined,
      REFUSED.includes(name) || ONLY_HERE.includes(name),
      seen,
    );
    if (READ.includes(name)) assert(!(read instanceof Error) && isSame(read, verdict), seen);
    if (name in ONLY_TORCH) assert.match(said, ONLY_TORCH[name]!);
  }
});

Deno.test("of changed files, what torch and we read is the same, and we read nothing wrong", async () => {
  using folder = temporaryFolder();
  const files = changed(await make(TO_CHANGE), Number(seed), Number(count));
  const verdicts = await theirs(files);
  const tally = { both: 0, neither: 0, onlyTorch: 0, onlyHere: 0 };
  const differences: string[] = [];
  for (const [i, file] of files.entries()) {
    const [read, verdict] = [await ours(folder.path, file), verdicts[i]!];
    if (read instanceof Error) tally[verdict.error === undefined ? "onlyTorch" : "neither"]++;
    else if (isSame(read, verdict)) tally.both++;
    else if (NOT_LOOKED_AT.test(verdict.error ?? "")) tally.onlyHere++;
    else differences.push(`${i}: ${verdict.error ?? "other tensors"}`);
  }
  assert.deepEqual(differences, []);
  // Neither is a sieve through which everything falls, or nothing.
  assert(Math.min(tally.both, tally.neither) > files.length / 20, JSON.stringify(tally));
});

/** Files with a few bytes changed, mostly in their pickles, the same for the same seed. */
function changed(files: readonly Uint8Array[], seed: number, count: number): Uint8Array[] {
  const small = files.filter(({ length }) => length < 20_000);
  let state = seed >>> 0;
  const below = (n: number) => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
    return ((state ^ state >>> 13) >>> 0) % n;
  };
  return Array.from({ length: count }, () => {
    const file = small[below(small.length)]!.slice();
    // The pickle of an archive comes first, and so do those of a stream.
    for (let left = 1 + below(2); left > 0; left--) {
      file[below(below(3) === 0 ? file.length : Math.min(file.length, 1500))] = below(256);
    }
    return below(20) === 0 ? file.subarray(0, below(file.length)) : file;
  });
}
