/**
 * Tensorferry's safetensors against the reference wheel (safetensors 0.8.0): the same verdict on malformed files, the same tensors
 * from sound ones, and the same bytes when writing.
 *
 * Needs `.oracle/bin/python`. Run with `deno test --allow-read --allow-run tests/oracle/safetensors_oracle.ts`, and to choose them
 * `-- <seed> <number of files>` after it.
 *
 * @module
 */
import { deepEqual, equal } from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import {
  encodeSafetensors,
  memorySource,
  type Metadata,
  readHeader,
  SafetensorsError,
  type SafetensorsRule,
  tagOf,
  type TensorWithBytes,
} from "@tensorferry/safetensors";
import { bitsOf, bytesOf, type DType, DTYPES } from "@tensorferry/core";
import { fileOf } from "@tensorferry/safetensors/conformance";
import { malformedFiles } from "./malformed_files.ts";
import { askReference } from "./reference.ts";

const [seed = "20251120", count = "10000"] = Deno.args;
const SCRIPT = "safetensors_verdicts.py";

/** How the wheel words each rule (`Display` of `SafeTensorError`). */
const RULES: readonly (readonly [text: string, rule: SafetensorsRule])[] = [
  ["header too small", "HeaderTooSmall"],
  ["header too large", "HeaderTooLarge"],
  ["invalid header length", "InvalidHeaderLength"],
  ["invalid UTF-8 in header", "InvalidHeader"],
  ["invalid JSON in header", "InvalidHeaderDeserialization"],
  ["invalid offset for tensor", "InvalidOffset"],
  ["overflow computing buffer size", "ValidationOverflow"],
  ["The slice is slicing for subbytes", "MisalignedSlice"],
  ["invalid shape, data type, or offset", "TensorInvalidInfo"],
  ["incomplete metadata, file not fully covered", "MetadataIncompleteBuffer"],
];

/** What was read, or the rules that are broken: several where the reference picks one by chance. */
type Verdict = { rules: string[] } | {
  tensors: unknown[];
  metadata: Record<string, string> | null;
};

async function ours(file: Uint8Array): Promise<Verdict> {
  try {
    const header = await readHeader(memorySource("case", file));
    const tensors = [...header.tensors].map(([name, { dtype, shape, position, byteLength }]) => [
      name,
      tagOf(dtype),
      // As JSON gives the sizes of the reference, which is exact below 2^53.
      shape.map(Number),
      file.subarray(position, position + byteLength).toBase64(),
    ]);
    const metadata = header.metadata === undefined ? null : Object.fromEntries(header.metadata);
    return { tensors: byName(tensors), metadata };
  } catch (error) {
    if (error instanceof SafetensorsError) return { rules: [error.rule] };
    throw error;
  }
}

function theirs(line: string): Verdict {
  const answer = JSON.parse(line);
  if (answer.errors === undefined) return { ...answer, tensors: byName(answer.tensors) };
  return { rules: answer.errors.map(ruleOf) };
}

function ruleOf(error: string): string {
  const text = error.replace("Error while deserializing: ", "");
  return RULES.find(([start]) => text.startsWith(start))?.[1] ?? text;
}

function agree(a: Verdict, b: Verdict): boolean {
  if ("rules" in a && "rules" in b) return a.rules.every((rule) => b.rules.includes(rule));
  return isDeepStrictEqual(a, b);
}

function byName(tensors: unknown[][]): unknown[] {
  return tensors.toSorted(([a], [b]) => String(a) < String(b) ? -1 : 1);
}

/** Files on which the verdicts differ on purpose, and why. */
const DIFFERENT: readonly (readonly [why: string, header: string])[] = [
  [
    "a tensor of 65 dimensions is refused before a million of them are",
    `{"a":{"dtype":"U8","shape":[${"1,".repeat(64)}1],"data_offsets":[0,1]}}`,
  ],
  [
    "a name of 4097 bytes is refused before one of 100 MB is",
    `{"${"n".repeat(4097)}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`,
  ],
];

async function differencesOf(files: readonly Uint8Array[]) {
  const answers = await askReference(SCRIPT, [], files.map((file) => file.toBase64()));
  const differences: { file: string; ours: Verdict; theirs: Verdict }[] = [];
  for (const [i, file] of files.entries()) {
    const [a, b] = [await ours(file), theirs(answers[i]!)];
    if (agree(a, b)) continue;
    differences.push({ file: new TextDecoder().decode(file), ours: a, theirs: b });
  }
  return differences;
}

Deno.test("the reference gives the same verdict on every file, and reads the same", async () => {
  const differences = await differencesOf(malformedFiles(Number(seed), Number(count)));
  deepEqual(differences, []);
});

Deno.test("the reference takes what is refused here on purpose, and nothing else", async () => {
  const files = DIFFERENT.map(([, header]) => fileOf(new TextEncoder().encode(header), 1));
  const differences = await differencesOf(files);
  deepEqual(differences.map(({ ours }) => ours), DIFFERENT.map(() => ({ rules: ["TooLarge"] })));
  deepEqual(differences.map(({ theirs }) => "tensors" in theirs), DIFFERENT.map(() => true));
});

/** Sets of tensors whose order, names and padding are worth comparing; the wheel's torch has no F6 to write. */
function setsToWrite(): { tensors: TensorWithBytes[]; metadata: Metadata | null }[] {
  const dtypes = DTYPES.filter((dtype) => bitsOf(dtype) >= 8);
  const tensor = (name: string, dtype: DType, shape: number[]) => ({
    name,
    dtype,
    shape,
    bytes: new Uint8Array(bytesOf(dtype, shape)).map((_, i) => i % 2),
  });
  const names = [
    "b",
    "a",
    "",
    "a.b",
    "\uff5e",
    "\u{10000}",
    "é",
    '"',
    "\\",
    "\n",
    "\x01\x1f\x7f",
    "\u2028",
    "/",
    "10",
    "2",
  ];
  return [
    { tensors: [], metadata: null },
    { tensors: [], metadata: { format: "pt" } },
    { tensors: [tensor("x", "float32", [])], metadata: {} },
    { tensors: dtypes.map((dtype) => tensor(dtype, dtype, [2, 3])), metadata: { format: "pt" } },
    { tensors: names.map((name) => tensor(name, "uint8", [1])), metadata: { "é\n": "\u2028\x00" } },
    ...Array.from(
      { length: 16 },
      (_, i) => ({
        tensors: [tensor("x".repeat(i), "int16", [0, 7]), tensor("y", "bool", [3])],
        metadata: null,
      }),
    ),
  ];
}

Deno.test("the reference writes the same bytes", async () => {
  const sets = setsToWrite();
  const lines = sets.map(({ tensors, metadata }) =>
    JSON.stringify({
      tensors: tensors.map(({ name, dtype, shape, bytes }) => [
        name,
        tagOf(dtype),
        shape,
        bytes.toBase64(),
      ]),
      metadata,
    })
  );
  const answers = await askReference(SCRIPT, ["write"], lines);
  for (const [i, { tensors, metadata }] of sets.entries()) {
    const decode = (file: Uint8Array) => new TextDecoder().decode(file);
    const [a, b] = [encodeSafetensors(tensors, metadata), Uint8Array.fromBase64(answers[i]!)];
    equal(decode(a), decode(b));
    deepEqual(a, b);
  }
});
