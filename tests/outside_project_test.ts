/**
 * The packages as another project sees them: by their published names, with the right to read one folder.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fixturePath, storedTensors, temporaryFolder } from "./checkpoint_fixture.ts";
import { hfFolder, ownersFile } from "./owned_layouts_fixture.ts";

/** What the project imports, and where it lies in the workspace. */
const PACKAGES = {
  "@tensorferry/core": "packages/core",
  "@tensorferry/safetensors": "packages/safetensors",
  "@tensorferry/qwen-moe": "plugins/qwen-moe",
};

/** Lays out the project in a folder that no workspace is around. `links` stand in for JSR. */
async function layOutProject(folder: string): Promise<void> {
  const config = {
    links: Object.values(PACKAGES).map((path) => fixturePath("..", path)),
    imports: Object.fromEntries(
      Object.keys(PACKAGES).map((name) => [name, `jsr:${name}@^0.1.0`]),
    ),
  };
  await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
  await Deno.copyFile(fixturePath("outside_project", "main.ts"), join(folder, "main.ts"));
  // With the versions that `deno install` has put into Deno's cache, nothing is downloaded.
  const { workspace: _, ...lock } = JSON.parse(
    await Deno.readTextFile(fixturePath("..", "deno.lock")),
  );
  await Deno.writeTextFile(join(folder, "deno.lock"), JSON.stringify(lock));
}

async function runProject(folder: string, checkpoint: string): Promise<unknown[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", `--allow-read=${checkpoint}`, "main.ts", checkpoint],
    cwd: folder,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("a project elsewhere goes through the tensors of a layout at its own pace", async () => {
  using folder = temporaryFolder();
  await layOutProject(folder.path);
  const lines = await runProject(folder.path, hfFolder("qwen3-moe"));
  const pace = lines.pop();

  const expected = [...(await storedTensors(ownersFile("qwen3-moe", "transformers"))).values()];
  const hashed = expected.map(({ name, dtype, shape, bytes }) => ({
    name,
    dtype,
    shape,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  }));
  const byName = (tensors: unknown[]) => tensors.map((tensor) => JSON.stringify(tensor)).sort();
  assert.deepEqual(byName(lines), byName(hashed));

  const total = expected.reduce((sum, { bytes }) => sum + bytes.length, 0);
  assert.deepEqual(pace, { read: total, taken: total, ahead: 0 });
});
