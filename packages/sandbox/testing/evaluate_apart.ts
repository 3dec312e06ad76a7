/**
 * A plugin from registries of the test's own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Evaluated } from "./evaluate_main.ts";
import { withFolder } from "./folder.ts";

const MAIN = fileURLToPath(new URL("./evaluate_main.ts", import.meta.url));

/**
 * Evaluates a plugin with the registries at a URL and with an empty cache, in a process that may only start Deno.
 *
 * @param main The program; that of `evaluate_main.ts` when absent.
 */
export async function evaluateApart(
  specifier: string,
  url: string,
  main: string = MAIN,
): Promise<Evaluated> {
  return await withFolder({}, async (folder) => {
    const env = { DENO_DIR: folder, JSR_URL: url, NPM_CONFIG_REGISTRY: url, NO_COLOR: "1" };
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-run=${Deno.execPath()}`,
        `--allow-import=${new URL(url).host}`,
        main,
        specifier,
      ],
      env,
    }).output();
    const text = new TextDecoder();
    if (code !== 0) throw new Error(text.decode(stderr));
    return JSON.parse(text.decode(stdout));
  });
}
