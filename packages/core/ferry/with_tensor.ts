import { DestinationError, SourceReadError } from "../errors.ts";
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
