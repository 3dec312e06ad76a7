/**
 * The way from a specifier to the modules of a plugin.
 *
 * @module
 */
import { dirname, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CORE_NAMES, type CoreName, coreNameOf } from "../core_name.ts";
import type { LocatedPlugin } from "../located_plugin.ts";
import { denoInfo, type Info, redirected } from "./deno_info.ts";
import { hostCode, hostInfo } from "./host_code.ts";
import { integrityOfAll } from "./integrity.ts";
import { type Border, type GraphModule, moduleGraph } from "./module_graph.ts";
import { npmPackage } from "./npm_package.ts";
import { keepInside, ownFolder } from "./own_folder.ts";
import { readModules } from "./read_modules.ts";
import { Refusal } from "./refusal.ts";

const SCHEME = /^(file|https?|jsr|npm):/;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
/** In the URL of a module of JSR, after the scope and the name. */
const JSR_VERSION = /^\/@[^/]+\/[^/]+\/([^/]+)\//;

/** What is found of a plugin before anything is read. */
interface Found {
  readonly resolved: string;
  readonly version?: string;
  readonly entry: string;
  readonly modules: readonly GraphModule[];
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What its own names start with. */
  readonly folder: string;
}

/**
 * Finds the modules of a plugin, and reads them.
 *
 * @throws Refusal when it cannot be had, or takes what is not its own.
 */
export async function locate(given: string, fresh: boolean): Promise<LocatedPlugin> {
  const specifier = SCHEME.test(given) ? given : pathToFileURL(resolve(given)).href;
  const core = new Set<CoreName>();
  const border = (written: string) => {
    const name = coreNameOf(written);
    if (name !== undefined) core.add(name);
    return name;
  };
  const [{ entry, imports, folder, ...found }, host] = await Promise.all([
    find(specifier, fresh, (written, target) => border(written) ?? border(target)),
    hostInfo(),
  ]);
  if (specifier.startsWith("npm:")) CORE_NAMES.forEach((name) => core.add(name));
  const [read, { sources, imports: hostImports, ...rest }] = await Promise.all([
    readModules(found.modules),
    hostCode(host, core),
  ]);
  const modules = read.map(({ url, bytes, integrity }) => ({ url, bytes, integrity }));
  return {
    specifier,
    resolved: found.resolved,
    ...(found.version !== undefined && { version: found.version }),
    integrity: await integrityOfAll({ entry, modules, imports }, folder),
    modules,
    code: {
      ...rest,
      entry,
      sources: { ...sources, ...Object.fromEntries(read.map(({ url, source }) => [url, source])) },
      imports: { ...hostImports, ...imports },
    },
  };
}

async function find(specifier: string, fresh: boolean, border: Border): Promise<Found> {
  const flags = fresh ? ["--no-lock", "--reload"] : ["--no-lock"];
  if (specifier.startsWith("file:")) return await findFile(specifier, flags, border);
  if (specifier.startsWith("npm:")) {
    const found = await npmPackage(specifier, flags);
    return { ...found, imports: {}, folder: found.entry };
  }
  return await findRemote(specifier, flags, border);
}

async function findFile(
  specifier: string,
  more: readonly string[],
  border: Border,
): Promise<Found> {
  const path = await fileAt(specifier);
  const entry = pathToFileURL(path).href;
  // A configuration beside the plugin counts, for the names of its imports. It must not make folders, nor, with an .npmrc, say
  // which variables are sent where.
  const flags = [...more, "--no-npm", "--node-modules-dir=none", "--vendor=false"];
  const folder = await ownFolder(path);
  const own = pathToFileURL(folder.endsWith(sep) ? folder : folder + sep).href;
  const info = await denoInfo(entry, flags, dirname(path));
  const graph = moduleGraph(info, entry, (written, target) => {
    const name = border(written, target);
    if (name === undefined && target.startsWith("file:") && !target.startsWith(own)) {
      throw new Refusal(`it imports ${target}, which is not in its own folder ${folder}`);
    }
    return name;
  });
  for (const module of graph.modules) {
    if (module.url.startsWith("file:")) await keepInside(folder, module);
  }
  refuseInsecure(graph.modules);
  return { ...graph, resolved: entry, entry, folder: own };
}

/** The path of a file without links. */
async function fileAt(url: string): Promise<string> {
  if (!URL.canParse(url) || new URL(url).host !== "") throw new Refusal("it is no URL of a file");
  try {
    const path = await Deno.realPath(fileURLToPath(url));
    if (!(await Deno.stat(path)).isFile) throw new Refusal("it is no file");
    return path;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Refusal("there is no such file");
    // What no file system takes, such as a name with a zero in it.
    if (error instanceof TypeError) throw new Refusal(error.message);
    throw error;
  }
}

async function findRemote(
  specifier: string,
  more: readonly string[],
  border: Border,
): Promise<Found> {
  if (!URL.canParse(specifier)) throw new Refusal("it is no URL");
  const { protocol, hostname } = new URL(specifier);
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    throw new Refusal("anybody on the way can change what comes over http; use https");
  }
  const flags = [...more, "--no-config", "--no-npm", "--node-modules-dir=none"];
  const info: Info = await denoInfo(specifier, flags);
  const entry = redirected(info, info.roots[0]!);
  const graph = moduleGraph(info, entry, border);
  const local = graph.modules.find(({ url }) => url.startsWith("file:"));
  if (local !== undefined) throw new Refusal(`it leads to ${local.url}, a file of this machine`);
  refuseInsecure(graph.modules);
  const version = protocol === "jsr:" ? JSR_VERSION.exec(new URL(entry).pathname)?.[1] : undefined;
  return {
    ...graph,
    resolved: entry,
    ...(version !== undefined && { version }),
    entry,
    folder: entry,
  };
}

function refuseInsecure(modules: readonly GraphModule[]): void {
  for (const { url } of modules) {
    if (url.startsWith("http:") && !LOOPBACK.test(new URL(url).hostname)) {
      throw new Refusal(`it imports ${url}; anybody on the way can change what comes over http`);
    }
  }
}
