/**
 * Folders for tests.
 *
 * @module
 */
import { rmSync } from "node:fs";

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync({ prefix: "tensorferry-" });
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
