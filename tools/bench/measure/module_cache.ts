/**
 * The modules of what is measured, as somebody has them who only uses it.
 *
 * Deno keeps what it knows of modules in a database. Where Tensorferry is worked on, that has grown by every version of every
 * module, and takes 3 MiB of each process (Deno 2.9.6).
 *
 * @module
 */
import { join } from "node:path";

/**
 * Has every `deno` that `work` starts use a new cache in `folder`, which has the modules that `entries` lead to. Packages of npm stay
 * where they are.
 */
export async function withModuleCache<T>(
  folder: string,
  entries: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const before = Deno.env.get("DENO_DIR");
  const { npmCache } = JSON.parse(await said("info", "--json"));
  const path = join(folder, `modules-${Deno.pid}`);
  await Deno.mkdir(path);
  try {
    await Deno.symlink(npmCache, join(path, "npm"));
    Deno.env.set("DENO_DIR", path);
    await said("cache", "--quiet", "--node-modules-dir=none", ...entries);
    return await work();
  } finally {
    if (before === undefined) Deno.env.delete("DENO_DIR");
    else Deno.env.set("DENO_DIR", before);
    await Deno.remove(path, { recursive: true });
  }
}

async function said(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`deno ${args.join(" ")} failed:\n${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
