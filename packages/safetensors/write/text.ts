/**
 * Text that UTF-8 can hold.
 *
 * @module
 */
import { SafetensorsWriteError } from "./write_error.ts";

/** Refuses `text`, which is the name of `tensor` or in the metadata, when it has a lone surrogate. */
export function checkText(text: string, tensor?: string): void {
  if (text.isWellFormed()) return;
  const why = "it has a lone surrogate, which UTF-8 cannot hold; rename it";
  throw new SafetensorsWriteError("IllFormedName", why, tensor);
}
