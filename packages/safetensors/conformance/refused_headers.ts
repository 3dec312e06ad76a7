/**
 * Headers that the reference refuses.
 *
 * @module
 */
import type { SafetensorsRule } from "../safetensors_error.ts";
import { nested, withField, withMore, X, Y } from "./header_text.ts";

const JSON_RULE = "InvalidHeaderDeserialization";
/** What, the broken rule, header, and bytes of data. */
export const REFUSED: readonly [
  what: string,
  rule: SafetensorsRule,
  header: string | Uint8Array,
  dataBytes: number,
][] = [
  ["no header", JSON_RULE, "", 0],
  ["an array", JSON_RULE, "[]", 0],
  ["null", JSON_RULE, "null", 0],
  ["a number", JSON_RULE, "1", 0],
  ["an open object", JSON_RULE, "{", 0],
  ["a trailing comma", JSON_RULE, `{"x":${X},}`, 4],
  ["no comma", JSON_RULE, `{"x":${X}"y":${Y}}`, 8],
  ["single quotes", JSON_RULE, `{'x':${X}}`, 4],
  ["a comment", JSON_RULE, "{}/**/", 0],
  ["NUL after the JSON", JSON_RULE, "{}\0", 0],
  ["text after the JSON", JSON_RULE, "{}x", 0],
  ["a byte order mark", JSON_RULE, "\ufeff{}", 0],
  ["a form feed", JSON_RULE, "\f{}", 0],
  ["a non-breaking space", JSON_RULE, "\u00a0{}", 0],
  ["metadata twice", JSON_RULE, '{"__metadata__":{},"__metadata__":{}}', 0],
  ["metadata twice, null first", JSON_RULE, '{"__metadata__":null,"\\u005f_metadata__":{}}', 0],
  ["a number in metadata", JSON_RULE, '{"__metadata__":{"a":1}}', 0],
  ["null in metadata", JSON_RULE, '{"__metadata__":{"a":null}}', 0],
  ["metadata as an array", JSON_RULE, '{"__metadata__":[]}', 0],
  ["metadata as text", JSON_RULE, '{"__metadata__":"pt"}', 0],
  ["an entry null", JSON_RULE, '{"x":null}', 0],
  ["an entry as text", JSON_RULE, '{"x":"F32"}', 0],
  ["an entry as an array of 2", JSON_RULE, '{"x":["F32",[1]]}', 4],
  ["an entry as an array of 4", JSON_RULE, '{"x":["F32",[1],[0,4],0]}', 4],
  ["no dtype", JSON_RULE, '{"x":{"shape":[1],"data_offsets":[0,4]}}', 4],
  ["no shape", JSON_RULE, '{"x":{"dtype":"F32","data_offsets":[0,4]}}', 4],
  ["no offsets", JSON_RULE, '{"x":{"dtype":"F32","shape":[1]}}', 4],
  [
    "dtype twice",
    JSON_RULE,
    '{"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
  ],
  [
    "shape twice through an escape",
    JSON_RULE,
    '{"x":{"dtype":"F32","shape":[1],"\\u0073hape":[1],"data_offsets":[0,4]}}',
    4,
  ],
  ["an unknown dtype", JSON_RULE, withField({ dtype: '"F128"' }), 4],
  ["a dtype in lower case", JSON_RULE, withField({ dtype: '"f32"' }), 4],
  ["a dtype of Object.prototype", JSON_RULE, withField({ dtype: '"constructor"' }), 4],
  ["dtype as a number", JSON_RULE, withField({ dtype: "17" }), 4],
  ["dtype as an array", JSON_RULE, withField({ dtype: '["F32"]' }), 4],
  ["dtype as an object with content", JSON_RULE, withField({ dtype: '{"F32":{}}' }), 4],
  [
    "dtype as an object with two keys",
    JSON_RULE,
    withField({ dtype: '{"F32":null,"F32":null}' }),
    4,
  ],
  ["dtype as an empty object", JSON_RULE, withField({ dtype: "{}" }), 4],
  ["a size of 1.0", JSON_RULE, withField({ shape: "[1.0]" }), 4],
  ["a size of 1e0", JSON_RULE, withField({ shape: "[1e0]" }), 4],
  ["a size of -0", JSON_RULE, withField({ shape: "[-0]", offsets: "[0,0]" }), 0],
  ["a size of -1", JSON_RULE, withField({ shape: "[-1]" }), 4],
  ["a size as text", JSON_RULE, withField({ shape: '["1"]' }), 4],
  ["a size of 01", JSON_RULE, withField({ shape: "[01]" }), 4],
  ["a size of +1", JSON_RULE, withField({ shape: "[+1]" }), 4],
  ["a size of null", JSON_RULE, withField({ shape: "[null]" }), 4],
  [
    "a size of 2^64",
    JSON_RULE,
    withField({ shape: "[18446744073709551616,0]", offsets: "[0,0]" }),
    0,
  ],
  ["shape as an object", JSON_RULE, withField({ shape: "{}" }), 4],
  ["one offset", JSON_RULE, withField({ offsets: "[0]" }), 4],
  ["three offsets", JSON_RULE, withField({ offsets: "[0,4,8]" }), 4],
  ["a lone high surrogate", JSON_RULE, `{"\\ud800":${X}}`, 4],
  ["a lone low surrogate", JSON_RULE, `{"\\udc00":${X}}`, 4],
  [
    "a lone surrogate in a further field",
    JSON_RULE,
    withMore('"\\ud800"'),
    4,
  ],
  ["an unknown escape", JSON_RULE, `{"\\x41":${X}}`, 4],
  ["a short escape", JSON_RULE, `{"\\u41":${X}}`, 4],
  ["a raw control character", JSON_RULE, `{"a\tb":${X}}`, 4],
  ["1e999", JSON_RULE, withMore("1e999"), 4],
  [
    "an integer of 400 digits",
    JSON_RULE,
    withMore("9".repeat(400)),
    4,
  ],
  ["NaN", JSON_RULE, withMore("NaN"), 4],
  [
    "128 deep",
    JSON_RULE,
    withMore(nested(126)),
    4,
  ],
  ["100,000 deep", JSON_RULE, "[".repeat(100_000), 0],
  ["a byte that is not UTF-8", "InvalidHeader", utf8('{"', 0xff, `":${X}}`), 4],
  ["a surrogate in UTF-8", "InvalidHeader", utf8('{"', 0xed, 0xa0, 0x80, `":${X}}`), 4],
  ["an overlong form", "InvalidHeader", utf8('{"', 0xc0, 0x80, `":${X}}`), 4],
  ["a cut sequence", "InvalidHeader", utf8("{}", 0xe2, 0x82), 0],
  ["a first tensor that does not begin at 0", "InvalidOffset", `{"y":${Y}}`, 8],
  [
    "a hole",
    "InvalidOffset",
    `{"x":${X},"y":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`,
    12,
  ],
  [
    "an overlap",
    "InvalidOffset",
    `{"x":${X},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`,
    6,
  ],
  ["two tensors at one place", "InvalidOffset", `{"x":${X},"y":${X}}`, 4],
  [
    "an end before the start",
    "InvalidOffset",
    `{"x":${X},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`,
    4,
  ],
  ["a name twice, the last out of place", "InvalidOffset", `{"x":${X},"x":${Y}}`, 8],
  [
    "an empty tensor within another",
    "InvalidOffset",
    `{"x":${X},"y":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}}`,
    4,
  ],
  [
    "an overflow before a 0",
    "ValidationOverflow",
    withField({ shape: "[4294967296,4294967296,0]", offsets: "[0,0]" }),
    0,
  ],
  [
    "an overflow in bits",
    "ValidationOverflow",
    withField({ shape: "[1152921504606846976]", offsets: "[0,4]" }),
    4,
  ],
  [
    "F4 that does not fill its byte",
    "MisalignedSlice",
    withField({ dtype: '"F4"', shape: "[1]", offsets: "[0,1]" }),
    1,
  ],
  [
    "F6 that does not fill its bytes",
    "MisalignedSlice",
    withField({ dtype: '"F6_E3M2"', shape: "[3]", offsets: "[0,3]" }),
    3,
  ],
  ["offsets that are too far apart", "TensorInvalidInfo", withField({ offsets: "[0,8]" }), 8],
  ["offsets of 2^63", "TensorInvalidInfo", withField({ offsets: "[0,9223372036854775808]" }), 4],
  ["data that is too short", "MetadataIncompleteBuffer", `{"x":${X}}`, 3],
  ["data that is too long", "MetadataIncompleteBuffer", `{"x":${X}}`, 5],
  ["data without tensors", "MetadataIncompleteBuffer", "{}", 1],
  [
    "a tensor of 2^60 bytes",
    "MetadataIncompleteBuffer",
    withField({
      dtype: '"U8"',
      shape: "[1152921504606846976]",
      offsets: "[0,1152921504606846976]",
    }),
    4,
  ],
];

/** Text, and bytes that are none. */
function utf8(...parts: (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : [...new TextEncoder().encode(part)]
    ),
  );
}
