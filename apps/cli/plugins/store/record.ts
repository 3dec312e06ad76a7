/**
 * What is recorded of an installed plugin.
 *
 * @module
 */
import * as v from "valibot";
import type { LocatedPlugin } from "@tensorferry/sandbox";
import { isPluginName } from "../specifier.ts";

/** An installed plugin: what it is, and what its code was when it was added. */
export interface PluginRecord {
  readonly name: string;
  readonly version: string;
  /** The `model_type`s that it serves, so that its data is read only for them. */
  readonly serves: readonly string[];
  /** `sha256-` and the hash of its data as it lies in the store, in base64. */
  readonly data: string;
  /** Where its code lay. The code itself is not installed, and is never run again. */
  readonly from: RecordedCode;
}

/** Where code lay, and what it was. */
export type RecordedCode = Omit<LocatedPlugin, "code">;

/** What a store's file says. */
export interface StoreIndex {
  /** Version of this form. */
  readonly tensorferryPlugins: 1;
  /** In the order of their names. */
  readonly plugins: readonly PluginRecord[];
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const integrity = v.pipe(v.string(), v.regex(/^sha256-[A-Za-z0-9+/]{43}=$/));

const schema = v.strictObject({
  tensorferryPlugins: v.literal(1),
  plugins: v.pipe(
    v.array(v.strictObject({
      name: v.pipe(v.string(), v.check(isPluginName, "a name of a plugin was expected")),
      version: text,
      serves: v.pipe(v.array(text), v.minLength(1)),
      data: integrity,
      from: v.strictObject({
        specifier: text,
        resolved: text,
        version: v.exactOptional(text),
        integrity,
        modules: v.array(v.strictObject({
          url: text,
          bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
          integrity,
        })),
      }),
    })),
    v.check(
      (records) => new Set(records.map(({ name }) => name)).size === records.length,
      "no two plugins of one name were expected",
    ),
  ),
});

/** The records in the data of a store's file, or why it is none. */
export function parseIndex(data: unknown): readonly PluginRecord[] | string {
  const parsed = v.safeParse(schema, data, { abortEarly: true });
  if (parsed.success) return parsed.output.plugins;
  const [issue] = parsed.issues;
  return `at ${v.getDotPath(issue) ?? "its top"}, ${issue.message}`;
}
