/**
 * Errors that say which tensor they are about.
 *
 * @module
 */
import { DestinationError, SourceReadError } from "../errors.ts";
import type { Pending } from "../in_turn.ts";
import type { ByteSource } from "../io/byte_source.ts";
import { quoteName } from "../text/printable.ts";

/** The same error, where it is one of reading or writing, with the tensor that the bytes are of. */
export function withTensor(error: unknown, tensor: string): unknown {
  if (error instanceof SourceReadError) {
    const { source, position, wanted, why, cause } = error;
    return new SourceReadError(source, position, wanted, why, { cause, tensor });
  }
  if (error instanceof DestinationError) {
    const { path, why, cause } = error;
    return new DestinationError(path, `for tensor ${quoteName(tensor)}, ${why}`, { cause });
  }
  return error;
}

/** Reads bytes of a tensor. Whatever fails says which one it was about. */
export function readFor(
  tensor: string,
  source: ByteSource,
  position: number,
  into: Uint8Array,
): Pending {
  try {
    return source.read(position, into)?.catch((error) => {
      throw withTensor(error, tensor);
    });
  } catch (error) {
    throw withTensor(error, tensor);
  }
}
