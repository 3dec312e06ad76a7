/**
 * Members of this workspace as JSR has them once they are published: each module by its own, with the names of a `deno.json` written
 * out in it, as nobody's configuration reaches it there.
 *
 * @module
 */
import { extname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Package } from "./registries.ts";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
const MODULES = fileURLToPath(new URL("../../../node_modules/", import.meta.url));

/** A package of this workspace. */
export async function publishedMember(
  name: "core" | "sandbox",
): Promise<Package & { exports: Record<string, string> }> {
  const root = `${PACKAGES}${name}`;
  const { version, exports, imports } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  const files: Record<string, string> = {};
  const folders = [root];
  for (const folder of folders) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory && name !== "testing") folders.push(`${folder}/${name}`);
      if ([".ts", ".json"].includes(extname(name)) && !name.endsWith("_test.ts")) {
        const text = await Deno.readTextFile(`${folder}/${name}`);
        files[relative(root, `${folder}/${name}`)] = written(text, imports);
      }
    }
  }
  return {
    name: `@tensorferry/${name}`,
    version,
    files,
    exports: typeof exports === "string" ? { ".": exports } : exports,
  };
}

/** Writes out the names of imports, in the places where JSR does so. */
function written(text: string, imports: Readonly<Record<string, string>>): string {
  return text.replace(
    /(?<=^(?:import|export|\}) ?[^"\n]*?(?:from )?)"([^".][^"]*)"/gm,
    (whole, to) => {
      const name = Object.keys(imports).find((name) => to === name || to.startsWith(`${name}/`));
      return name === undefined ? whole : JSON.stringify(imports[name] + to.slice(name.length));
    },
  );
}

/** A package of npm that is installed here. */
export async function installed(name: string): Promise<Package> {
  const files: Record<string, string> = {};
  for (const path of ["package.json", "dist/index.mjs"]) {
    files[path] = await Deno.readTextFile(`${MODULES}${name}/${path}`);
  }
  return { name, version: JSON.parse(files["package.json"]!).version, files };
}
