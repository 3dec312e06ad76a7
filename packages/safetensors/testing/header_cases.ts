/**
 * Headers at the edges of the format, with the verdict of the reference (safetensors 0.8.0, observed).
 *
 * `tests/oracle/safetensors_oracle.ts` asks the reference again.
 *
 * @module
 */
import type { SafetensorsRule } from "../safetensors_error.ts";

/** One file: its header as text or bytes, and how many bytes follow. */
export interface HeaderCase {
  readonly what: string;
  readonly header: string | Uint8Array;
  readonly dataBytes: number;
  /** The broken rule, or the names of the tensors that are read. */
  readonly verdict: SafetensorsRule | readonly string[];
}

const X = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
const Y = '{"dtype":"F32","shape":[1],"data_offsets":[4,8]}';
const EMPTY = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((p) => typeof p === "number" ? [p] : [...new TextEncoder().encode(p)]),
  );
const entry = (fields: { dtype?: string; shape?: string; offsets?: string }): string =>
  `{"x":{"dtype":${fields.dtype ?? '"F32"'},"shape":${fields.shape ?? "[1]"},"data_offsets":${
    fields.offsets ?? "[0,4]"
  }}}`;
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

const accepted: readonly [
  what: string,
  header: string | Uint8Array,
  dataBytes: number,
  ...names: string[],
][] = [
  ["no tensor", "{}", 0],
  ["white space before", " \t\r\n{}", 0],
  ["white space after", "{} \t\r\n", 0],
  [
    "white space everywhere",
    ' { "x" : { "dtype" : "F32" , "shape" : [ 1 ] , "data_offsets" : [ 0 , 4 ] } } ',
    4,
    "x",
  ],
  ["one tensor", `{"x":${X}}`, 4, "x"],
  ["a scalar", entry({ shape: "[]" }), 4, "x"],
  ["metadata", `{"__metadata__":{"format":"pt"},"x":${X}}`, 4, "x"],
  ["metadata last", `{"x":${X},"__metadata__":{}}`, 4, "x"],
  ["metadata null", `{"__metadata__":null,"x":${X}}`, 4, "x"],
  ["metadata with a key twice", '{"__metadata__":{"a":"1","a":"2"}}', 0],
  ["a name twice, same offsets", `{"x":${X},"x":${X}}`, 4, "x"],
  [
    "a name twice, another dtype",
    `{"x":{"dtype":"U32","shape":[1],"data_offsets":[0,4]},"x":${X}}`,
    4,
    "x",
  ],
  ["a name twice through an escape", `{"a":${X},"\\u0061":${X}}`, 4, "a"],
  ["a name twice, the first out of place", `{"x":${Y},"x":${X}}`, 4, "x"],
  [
    "a further field",
    '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"note":{"a":[1,-1.5e3,null]}}}',
    4,
    "x",
  ],
  [
    "a further field twice",
    '{"x":{"n":1,"n":2,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
    "x",
  ],
  [
    "a further object with a key twice",
    '{"x":{"n":{"a":1,"a":2},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
    "x",
  ],
  ["an entry as an array", '{"x":["F32",[1],[0,4]]}', 4, "x"],
  ["dtype as an object", entry({ dtype: '{"F32":null}' }), 4, "x"],
  [
    "an escaped field",
    '{"x":{"\\u0064type":"F\\u00332","shape":[1],"data_offsets":[0,4]}}',
    4,
    "x",
  ],
  ["fields in another order", '{"x":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}', 4, "x"],
  ["tensors in another order", `{"y":${Y},"x":${X}}`, 8, "x", "y"],
  ["an empty tensor", `{"x":${EMPTY}}`, 0, "x"],
  ["two empty tensors at one place", `{"x":${EMPTY},"y":${EMPTY}}`, 0, "x", "y"],
  [
    "an empty tensor at the end",
    `{"x":${X},"y":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}`,
    4,
    "x",
    "y",
  ],
  [
    "F32 at an odd place",
    '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}',
    5,
    "a",
    "b",
  ],
  ["an empty name", `{"":${X}}`, 4, ""],
  ["a path as a name", `{"../../etc/x":${X}}`, 4, "../../etc/x"],
  ["NUL in a name", `{"\\u0000":${X}}`, 4, "\0"],
  ["__proto__ as a name", `{"__proto__":${X},"constructor":${Y}}`, 8, "__proto__", "constructor"],
  ["integers as names", `{"10":${X},"2":${Y}}`, 8, "10", "2"],
  ["a byte order mark in a name", `{"\ufeffx":${X}}`, 4, "\ufeffx"],
  ["a surrogate pair by escapes", `{"\\ud83d\\uDE00":${X}}`, 4, "😀"],
  ["DEL and U+2028 in a name", `{"\x7f\u2028":${X}}`, 4, "\x7f\u2028"],
  [
    "a dimension of 0 before an overflow",
    entry({ shape: "[0,4294967296,4294967296]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  [
    "a dimension of 2^64-1 beside a 0",
    entry({ shape: "[18446744073709551615,0]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  [
    "a dimension of 2^53+1 beside a 0",
    entry({ shape: "[9007199254740993,0]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  ["F4 that fills its byte", entry({ dtype: '"F4"', shape: "[2]", offsets: "[0,1]" }), 1, "x"],
  [
    "F6 that fills its bytes",
    entry({ dtype: '"F6_E2M3"', shape: "[4]", offsets: "[0,3]" }),
    3,
    "x",
  ],
  ["127 deep", `{"x":{"n":${nested(125)},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4, "x"],
  [
    "the largest double",
    '{"x":{"n":1.7976931348623157e308,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
    "x",
  ],
  ["0e999", '{"x":{"n":0e999,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4, "x"],
  ["1e-999", '{"x":{"n":1e-999,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4, "x"],
];

const JSON_RULE = "InvalidHeaderDeserialization";
const rejected: readonly [
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
  ["an unknown dtype", JSON_RULE, entry({ dtype: '"F128"' }), 4],
  ["a dtype in lower case", JSON_RULE, entry({ dtype: '"f32"' }), 4],
  ["a dtype of Object.prototype", JSON_RULE, entry({ dtype: '"constructor"' }), 4],
  ["dtype as a number", JSON_RULE, entry({ dtype: "17" }), 4],
  ["dtype as an array", JSON_RULE, entry({ dtype: '["F32"]' }), 4],
  ["dtype as an object with content", JSON_RULE, entry({ dtype: '{"F32":{}}' }), 4],
  ["dtype as an object with two keys", JSON_RULE, entry({ dtype: '{"F32":null,"F32":null}' }), 4],
  ["dtype as an empty object", JSON_RULE, entry({ dtype: "{}" }), 4],
  ["a size of 1.0", JSON_RULE, entry({ shape: "[1.0]" }), 4],
  ["a size of 1e0", JSON_RULE, entry({ shape: "[1e0]" }), 4],
  ["a size of -0", JSON_RULE, entry({ shape: "[-0]", offsets: "[0,0]" }), 0],
  ["a size of -1", JSON_RULE, entry({ shape: "[-1]" }), 4],
  ["a size as text", JSON_RULE, entry({ shape: '["1"]' }), 4],
  ["a size of 01", JSON_RULE, entry({ shape: "[01]" }), 4],
  ["a size of +1", JSON_RULE, entry({ shape: "[+1]" }), 4],
  ["a size of null", JSON_RULE, entry({ shape: "[null]" }), 4],
  ["a size of 2^64", JSON_RULE, entry({ shape: "[18446744073709551616,0]", offsets: "[0,0]" }), 0],
  ["shape as an object", JSON_RULE, entry({ shape: "{}" }), 4],
  ["one offset", JSON_RULE, entry({ offsets: "[0]" }), 4],
  ["three offsets", JSON_RULE, entry({ offsets: "[0,4,8]" }), 4],
  ["a lone high surrogate", JSON_RULE, `{"\\ud800":${X}}`, 4],
  ["a lone low surrogate", JSON_RULE, `{"\\udc00":${X}}`, 4],
  [
    "a lone surrogate in a further field",
    JSON_RULE,
    '{"x":{"n":"\\ud800","dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
    4,
  ],
  ["an unknown escape", JSON_RULE, `{"\\x41":${X}}`, 4],
  ["a short escape", JSON_RULE, `{"\\u41":${X}}`, 4],
  ["a raw control character", JSON_RULE, `{"a\tb":${X}}`, 4],
  ["1e999", JSON_RULE, '{"x":{"n":1e999,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
  [
    "an integer of 400 digits",
    JSON_RULE,
    `{"x":{"n":${"9".repeat(400)},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
    4,
  ],
  ["NaN", JSON_RULE, '{"x":{"n":NaN,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
  [
    "128 deep",
    JSON_RULE,
    `{"x":{"n":${nested(126)},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
    4,
  ],
  ["100,000 deep", JSON_RULE, "[".repeat(100_000), 0],
  ["a byte that is not UTF-8", "InvalidHeader", bytes('{"', 0xff, `":${X}}`), 4],
  ["a surrogate in UTF-8", "InvalidHeader", bytes('{"', 0xed, 0xa0, 0x80, `":${X}}`), 4],
  ["an overlong form", "InvalidHeader", bytes('{"', 0xc0, 0x80, `":${X}}`), 4],
  ["a cut sequence", "InvalidHeader", bytes("{}", 0xe2, 0x82), 0],
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
    entry({ shape: "[4294967296,4294967296,0]", offsets: "[0,0]" }),
    0,
  ],
  [
    "an overflow in bits",
    "ValidationOverflow",
    entry({ shape: "[1152921504606846976]", offsets: "[0,4]" }),
    4,
  ],
  [
    "F4 that does not fill its byte",
    "MisalignedSlice",
    entry({ dtype: '"F4"', shape: "[1]", offsets: "[0,1]" }),
    1,
  ],
  [
    "F6 that does not fill its bytes",
    "MisalignedSlice",
    entry({ dtype: '"F6_E3M2"', shape: "[3]", offsets: "[0,3]" }),
    3,
  ],
  ["offsets that are too far apart", "TensorInvalidInfo", entry({ offsets: "[0,8]" }), 8],
  ["offsets of 2^63", "TensorInvalidInfo", entry({ offsets: "[0,9223372036854775808]" }), 4],
  ["data that is too short", "MetadataIncompleteBuffer", `{"x":${X}}`, 3],
  ["data that is too long", "MetadataIncompleteBuffer", `{"x":${X}}`, 5],
  ["data without tensors", "MetadataIncompleteBuffer", "{}", 1],
  [
    "a tensor of 2^60 bytes",
    "MetadataIncompleteBuffer",
    entry({ dtype: '"U8"', shape: "[1152921504606846976]", offsets: "[0,1152921504606846976]" }),
    4,
  ],
];

/** Every case. */
export const HEADER_CASES: readonly HeaderCase[] = [
  ...accepted.map(([what, header, dataBytes, ...verdict]) => ({
    what,
    header,
    dataBytes,
    verdict,
  })),
  ...rejected.map(([what, verdict, header, dataBytes]) => ({ what, header, dataBytes, verdict })),
];

/** The bytes of the header of a case. */
export function headerBytes({ header }: HeaderCase): Uint8Array {
  return typeof header === "string" ? new TextEncoder().encode(header) : header;
}

/** The whole file of a header, with zeros as data. */
export function fileOf(header: Uint8Array, dataBytes: number): Uint8Array {
  const file = new Uint8Array(8 + header.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  return file;
}
