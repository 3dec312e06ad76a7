/**
 * Headers that the reference takes.
 *
 * @module
 */
import { nested, withField, withMore, X, Y } from "./header_text.ts";

const EMPTY = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';

/** What, header, bytes of data, and the names that are read, in the order of their bytes. */
export const ACCEPTED: readonly [
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
  ["a scalar", withField({ shape: "[]" }), 4, "x"],
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
    withMore('1,"n":2'),
    4,
    "x",
  ],
  [
    "a further object with a key twice",
    withMore('{"a":1,"a":2}'),
    4,
    "x",
  ],
  ["an entry as an array", '{"x":["F32",[1],[0,4]]}', 4, "x"],
  ["dtype as an object", withField({ dtype: '{"F32":null}' }), 4, "x"],
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
    withField({ shape: "[0,4294967296,4294967296]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  [
    "a dimension of 2^64-1 beside a 0",
    withField({ shape: "[18446744073709551615,0]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  [
    "a dimension of 2^53+1 beside a 0",
    withField({ shape: "[9007199254740993,0]", offsets: "[0,0]" }),
    0,
    "x",
  ],
  ["F4 that fills its byte", withField({ dtype: '"F4"', shape: "[2]", offsets: "[0,1]" }), 1, "x"],
  [
    "F6 that fills its bytes",
    withField({ dtype: '"F6_E2M3"', shape: "[4]", offsets: "[0,3]" }),
    3,
    "x",
  ],
  ["127 deep", withMore(nested(125)), 4, "x"],
  [
    "the largest double",
    withMore("1.7976931348623157e308"),
    4,
    "x",
  ],
  ["0e999", withMore("0e999"), 4, "x"],
  ["1e-999", withMore("1e-999"), 4, "x"],
];
