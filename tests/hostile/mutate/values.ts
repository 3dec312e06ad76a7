/**
 * Values at which readers go wrong.
 *
 * @module
 */

/** Whole numbers at the ends of the types that formats and JavaScript have. */
export const EDGES: readonly bigint[] = [
  ...[0n, 1n, 2n, 7n, 8n, 63n, 64n, 65n, 127n, 128n, 255n, 256n, 1000n, 65535n, 65536n],
  ...[31n, 32n, 52n, 53n, 62n, 63n, 64n].flatMap((bits) => [
    2n ** bits - 1n,
    2n ** bits,
    2n ** bits + 1n,
  ]),
  ...[-1n, -2n, -(2n ** 31n), -(2n ** 63n)],
];

/** Names that mean something to a file system, a terminal, JavaScript or a container. */
export const NAMES: readonly string[] = [
  ...[
    "",
    ".",
    "..",
    "../x",
    "/etc/passwd",
    "a/../../b",
    "a//b",
    "C:\\x",
    "\\\\host\\share",
    "a\0b",
  ],
  ...[
    "\n",
    "\r\n",
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "\u202ex",
    "\u2066x",
    "\u2028",
    "\ufeff",
    "\ud800",
  ],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "length", "then"],
  ...[
    "__metadata__",
    "weight_map",
    "dtype",
    "shape",
    "data_offsets",
    "DCP_SHARDING_INFO",
    "safetensors_file",
  ],
  ...[
    "config.json",
    "model.safetensors",
    "x".repeat(300),
    "a.".repeat(200),
    "1".repeat(400),
    "é",
    "😀",
  ],
];

/** `value` in so many bytes, little-endian; what does not fit is cut off. */
export function littleEndian(value: bigint, bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    { length: bytes },
    (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))),
  );
}
