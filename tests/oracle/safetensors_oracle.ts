/**
 * Tensorferry's safetensors against the reference wheel (safetensors 0.8.0): the same verdict on malformed files, the same tensors
 * from sound ones, and the same bytes when writing.
 *
 * Needs `.oracle/bin/python`. Run with `deno test -R -W -E --allow-run tests/oracle/safetensors_oracle.ts`; a first argument is
 * the seed, a second the number of files.
 *
 * @module
 */
import { deepEqual } from "node:assert/strict";
import {
  encodeSafetensors,
  memorySource,
  readHeader,
  SafetensorsError,
  type SafetensorsRule,
  tagOf,
  type TensorWithBytes,
} from "@tensorferry/safetensors";
import { malformedFiles } from "./malformed_files.ts";
import { askReference } from "./reference.ts";

const [seed = "20251120", count = "600"] = Deno.args;
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

type Verdict = { rule: string } | { tensors: unknown[]; metadata: Record<string, string> | null };

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
    if (error instanceof SafetensorsError) return { rule: error.rule };
    throw error;
  }
}

function theirs(line: string): Verdict {
  const answer = JSON.parse(line);
  if (answer.error === undefined) return { ...answer, tensors: byName(answer.tensors) };
  const text = answer.error.replace("Error while deserializing: ", "");
  return { rule: RULES.find(([start]) => text.startsWith(start))?.[1] ?? text };
}

function byName(tensors: unknown[][]): unknown[] {
  return tensors.toSorted(([a], [b]) => String(a) < String(b) ? -1 : 1);
}

Deno.test("the reference gives the same verdict on every file, and reads the same", async () => {
  const files = malformedFiles(Number(seed), Number(count));
  const answers = await askReference(SCRIPT, [], files.map((file) => file.toBase64()));
  const differences: unknown[] = [];
  for (const [i, file] of files.entries()) {
    const [a, b] = [await ours(file), theirs(answers[i]!)];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    differences.push({ file: new TextDecoder().decode(file), ours: a, theirs: b });
  }
  deepEqual(differences, []);
});
