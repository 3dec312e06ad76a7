/**
 * Files that are nearly safetensors: those at the edges of the format, changed at random places.
 *
 * @module
 */
import { fileOf, HEADER_CASES, headerBytes } from "@tensorferry/safetensors/conformance";
import { randomOf } from "../hostile/mutate/random.ts";
import { mutateSafetensors } from "../hostile/mutate/safetensors_file.ts";

/** What a mutation puts in: the tokens that decide how a header is read. */
// deno-fmt-ignore
const TOKENS = [
  "{", "}", "[", "]", ",", ":", '"', "\\", "null", "true", "-", "0", "1", "4", "9", ".", "e", "E+", "e-", " ", "\n", "\t",
  "\0", "\x7f", "\ufeff", "é", "😀", "\\u0061", "\\ud800", "\\udc00", "\\n", "\\/", '"x"', '"dtype"', '"shape"',
  '"data_offsets"', '"__metadata__"', '"F32"', '"F4"', '"BOOL"', "[0,0]", "[0,4]", "[4,8]", "{}", "[]", "1e308", "1e309",
  "1.7976931348623158e308", "17976931348623157e292", "179769313486231580000e288", "0.00000000000000000000001e331",
  "184467440737095516159e289", "1844674407370955161.59e290", "9007199254740993", "18446744073709551615",
  "18446744073709551616", "-9223372036854775809", "1e2147483648", "0e2147483648", "1e-2147483649", '"n":1,', '"n":"a",',
];

/** `count` files, the same for the same seed; the cases of the table come first, unchanged. */
export function malformedFiles(seed: number, count: number): Uint8Array[] {
  const random = randomOf(seed);
  const { below } = random;
  const cases = HEADER_CASES.map((given) => ({ json: headerBytes(given), ...given }));
  const files = cases.map(({ json, dataBytes }) => fileOf(json, dataBytes));
  while (files.length < count) {
    const { json, dataBytes } = cases[below(cases.length)]!;
    if (json.length > 10_000) continue;
    if (files.length % 2 === 0) {
      // As the fuzzer changes them, which knows more of files and less of numbers.
      let file = fileOf(json, dataBytes);
      for (let left = 1 + below(2); left > 0; left--) file = mutateSafetensors(file, random);
      files.push(file);
      continue;
    }
    let header = json;
    for (let left = below(3) === 0 ? 2 : 1; left > 0; left--) header = mutate(header, below);
    const file = fileOf(header, below(8) === 0 ? below(16) : dataBytes);
    const cut = below(40) === 0 ? file.subarray(0, below(file.length + 1)) : file;
    if (below(40) === 0 && cut.length > 0) cut[below(Math.min(8, cut.length))] = below(256);
    for (let i = 8 + header.length; i < cut.length; i++) cut[i] = below(256);
    files.push(cut);
  }
  return files;
}

function mutate(header: Uint8Array, below: (n: number) => number): Uint8Array {
  const at = below(header.length + 1);
  const to = Math.min(header.length, at + below(6));
  const put = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const token = new TextEncoder().encode(TOKENS[below(TOKENS.length)]!);
  switch (below(10)) {
    case 0:
      return put(header.subarray(0, at), token, header.subarray(at));
    case 1:
      return put(header.subarray(0, at), token, header.subarray(to));
    case 2:
      return put(header.subarray(0, at), header.subarray(to));
    case 3:
      return put(header.subarray(0, at), Uint8Array.of(below(256)), header.subarray(at + 1));
    case 4: {
      const from = below(header.length + 1);
      return put(
        header.subarray(0, at),
        header.subarray(from, from + below(40)),
        header.subarray(at),
      );
    }
    default:
      return replaceNumber(header, below);
  }
}

/** Puts a token in the place of one number of the header, which seldom breaks its syntax. */
function replaceNumber(header: Uint8Array, below: (n: number) => number): Uint8Array {
  const text = new TextDecoder().decode(header);
  const numbers = [...text.matchAll(/(?<=[\[,:])\d+(?=[\],}])/g)];
  const chosen = numbers[below(numbers.length)];
  if (chosen === undefined) return header;
  const digits = TOKENS.filter((token) => /^-?[\d.]+(e[-+]?\d+)?$/i.test(token));
  const token = below(2) === 0 ? digits[below(digits.length)]! : hugeNumber(below);
  return new TextEncoder().encode(
    text.slice(0, chosen.index) + token + text.slice(chosen.index + chosen[0].length),
  );
}

/** A number near the end of the range of a double, where serde_json's way of rounding shows. */
function hugeNumber(below: (n: number) => number): string {
  const digits = (count: number) => Array.from({ length: count }, () => below(10)).join("");
  const whole = `${1 + below(9)}${digits(below(24))}`;
  const fraction = below(2) === 0 ? "" : `.${digits(1 + below(24))}`;
  return `${whole}${fraction}e${309 - whole.length + below(3) - 1}`;
}
