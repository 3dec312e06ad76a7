/**
 * What the kernels keep for themselves at the beginning of the memory.
 */

/** 16 bytes through which constants come into registers. */
export const CONSTANT: usize = 0;

/** Room for two rests of less than 8 elements of 8 bytes: the caller pads them here. */
export const REST: usize = 64;

/** Room for a transposed square. */
export const SQUARE: usize = 192;

/** Bytes of the largest square: at most 128 and less than a block of 16 elements by 128 bytes and less than a block more. */
const SQUARE_BYTES: usize = (128 + 15) * (128 + 15);

/** Bytes in all. */
export const OWN_BYTES: usize = (SQUARE + SQUARE_BYTES + 63) & ~63;
