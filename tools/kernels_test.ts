import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

/** The rest of the gate does not look at AssemblyScript, which Deno would take for TypeScript with errors. */
const SOURCES = fileURLToPath(new URL("../packages/core/tensor/wasm/assembly", import.meta.url));

async function deno(...args: string[]): Promise<{ success: boolean; report: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  return { success, report: new TextDecoder().decode(stderr) };
}

Deno.test("the committed kernels are what their sources give", async () => {
  const program = fileURLToPath(new URL("kernels.ts", import.meta.url));
  const { success, report } = await deno("run", "--allow-read", "--allow-env", program, "--check");
  assert(success, report);
});

Deno.test("the sources of the kernels are formatted", async () => {
  const { success, report } = await deno(
    ...["fmt", "--check", "--no-config", "--line-width=100", SOURCES],
  );
  assert(success, report);
});
