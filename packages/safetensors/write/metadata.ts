/**
 * The text that a file holds about itself.
 *
 * @module
 */
import { compareCodePoints } from "../utf8.ts";
import { checkText } from "./text.ts";

/** What a file says about itself, as text by name. */
export type Metadata = Readonly<Record<string, string>>;

/** What transformers writes into every file, and accelerate and huggingface_hub look for. */
export const PYTORCH_METADATA: Metadata = { format: "pt" };

/** `metadata` as the value of `__metadata__`, its keys sorted. */
export function metadataText(metadata: Metadata): string {
  const members = Object.entries(metadata)
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, value]) => {
      checkText(key);
      checkText(value);
      return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
    });
  return `{${members.join(",")}}`;
}
