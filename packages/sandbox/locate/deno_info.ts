/**
 * What Deno knows of a module and of everything that it imports, without running any of it.
 *
 * @module
 */
import { runDeno, type RunLimit } from "../process/run_deno.ts";
import { Refusal } from "./refusal.ts";

/** Enough to download a plugin over a slow line. It also ends the wait for a fifo that a plugin imports. */
const MILLISECONDS = 60_000;
/** Deno reads all of a module before it looks at it, and a module can be a link to `/dev/zero`. */
const MEMORY = 512 * 2 ** 20;
/** A module and its imports take about 500 bytes each. */
const OUTPUT = 16 * 2 ** 20;

const BEYOND: { readonly [Limit in RunLimit]: string } = {
  milliseconds: `its modules could not be had within ${MILLISECONDS / 1000} s`,
  memory: `its modules take more than ${MEMORY / 2 ** 20} MiB of memory to read`,
  output: "it has too many modules",
};

/** What `deno info --json` says, as far as it is used here. */
export interface Info {
  readonly roots: readonly string[];
  readonly modules: readonly InfoModule[];
  readonly redirects: Readonly<Record<string, string>>;
  readonly npmPackages: Readonly<Record<string, { version: string; localPath?: string }>>;
}

/** A module, or why there is none. */
export interface InfoModule {
  readonly specifier: string;
  readonly kind?: string;
  readonly mediaType?: string;
  /** Where it lies, in the cache too. */
  readonly local?: string;
  readonly error?: string;
  readonly npmPackage?: string;
  readonly dependencies?: readonly InfoDependency[];
}

/** An import. One of types only has no `code`. */
export interface InfoDependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  /** What is asserted by `with { type }`. */
  readonly assertionType?: string;
}

/**
 * Asks Deno, which downloads what is not in its cache.
 *
 * @param folder Whose configuration counts; where this process stands when absent.
 * @throws Refusal with Deno's own reason.
 */
export async function denoInfo(
  root: string,
  flags: readonly string[],
  folder?: string,
): Promise<Info> {
  const { code, output, message, stopped } = await runDeno(
    ["info", "--json", ...flags, root],
    {
      milliseconds: MILLISECONDS,
      memory: MEMORY,
      output: OUTPUT,
      ...(folder !== undefined && { cwd: folder }),
    },
  );
  if (stopped !== undefined) throw new Refusal(BEYOND[stopped]);
  if (code !== 0) {
    const reason = /^error: ([^]*)/m.exec(message)?.[1] ?? message;
    throw new Refusal(reason.trim() || `deno info ended with ${code}`);
  }
  return JSON.parse(new TextDecoder().decode(output));
}

/** Where a specifier leads in the end. */
export function redirected({ redirects }: Info, specifier: string): string {
  let at = specifier;
  for (let i = 0; i < 20 && Object.hasOwn(redirects, at); i++) at = redirects[at]!;
  return at;
}
