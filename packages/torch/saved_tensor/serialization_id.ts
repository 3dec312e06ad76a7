/**
 * The fingerprint that `torch.save` ends an archive with (`writeSerializationId` in `caffe2/serialize/inline_container.cc`).
 *
 * @module
 */

/**
 * Its first half: a hash of the names of the entries in the order of a hash table of libstdc++, so always this one for what
 * `torch.save` makes of one tensor on Linux (measured with torch 2.13).
 */
const NAMES = "15728199511854643026";

/** Bytes of the fingerprint: two numbers of 64 bits, with 20 decimal digits each. */
export const SERIALIZATION_ID_BYTES = 40;

/** The fingerprint of entries with these checksums, in their order. Empty ones do not count. */
export function serializationId(crc32s: readonly number[]): Uint8Array<ArrayBuffer> {
  const contents = crc32s.reduce((seed, crc32) => hashCombine(seed, BigInt(crc32)), 0n);
  return new TextEncoder().encode(NAMES + `${contents}`.padStart(SERIALIZATION_ID_BYTES / 2, "0"));
}

/** `c10::hash_combine`, over 64 bits. */
function hashCombine(seed: bigint, value: bigint): bigint {
  return BigInt.asUintN(64, seed ^ (value + 0x9e3779b9n + (seed << 6n) + (seed >> 2n)));
}
