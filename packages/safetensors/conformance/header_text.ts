/**
 * Parts of headers, written out.
 *
 * @module
 */

/** An entry of 4 bytes at 0. */
export const X: string = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
/** An entry of 4 bytes at 4. */
export const Y: string = '{"dtype":"F32","shape":[1],"data_offsets":[4,8]}';

/** A header of one tensor `x`, with one field as told. */
export function withField(
  fields: { dtype?: string; shape?: string; offsets?: string },
): string {
  const { dtype = '"F32"', shape = "[1]", offsets = "[0,4]" } = fields;
  return `{"x":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`;
}

/** A header of one tensor `x`, with one more field `n` that holds `value`. */
export function withMore(value: string): string {
  return `{"x":{"n":${value},"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`;
}

/** Arrays in arrays. */
export function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
