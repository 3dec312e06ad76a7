/**
 * Where plugins are installed: for a user, and for the project in the working directory.
 *
 * @module
 */
import { OptionError } from "@tensorferry/core";
import { isAbsolute, join, resolve } from "node:path";
import { areGranted, type NeededGrants, requireGrants, USER_CONFIGS } from "../../grants.ts";
import { shellWord } from "../../shell_word.ts";

/** Whose plugins a store holds. */
export type Scope = "user" | "project";

/** A store and where it lies. */
export interface Store {
  readonly scope: Scope;
  readonly folder: string;
}

/** A command that changes a plugin of a store, to be copied. */
export function commandFor({ scope }: Pick<Store, "scope">, ...words: readonly string[]): string {
  const local = scope === "project" ? ["--local"] : [];
  return ["tensorferry", "plugins", ...words.map(shellWord), ...local].join(" ");
}

/** The folder of a project's store, within the working directory. */
const PROJECT_FOLDER = ".tensorferry";

/** Name of the file of a store that says what was added. */
export const INDEX_FILE = "plugins.json";

const ON_WINDOWS = Deno.build.os === "windows";

/** What tells where a user's configs lie: the XDG Base Directory Specification 0.8, and on Windows the roaming ones. */
const VARIABLES: readonly string[] = ON_WINDOWS ? ["APPDATA"] : ["XDG_CONFIG_HOME", "HOME"];

/** What Deno has to allow for a store to be read, or for something in it to be changed. */
export function grantsOfStore(scope: Scope, changed = false): NeededGrants {
  const known = scope === "project" || areGranted({ env: VARIABLES });
  const folder = known ? storeFolder(scope) : join(USER_CONFIGS, "tensorferry");
  return {
    ...scope === "user" && { env: VARIABLES },
    ...folder !== undefined && { read: [folder], ...changed && { write: [folder] } },
  };
}

/** The folder of a store, which need not be there; none where the environment names no place for it. Asks the environment. */
export function storeFolder(scope: Scope): string | undefined {
  if (scope === "project") return resolve(PROJECT_FOLDER);
  const [configs, home] = VARIABLES.map((variable) => Deno.env.get(variable) ?? "");
  // A relative path is to be ignored, says the specification.
  if (isAbsolute(configs!)) return join(configs!, "tensorferry");
  return home !== undefined && isAbsolute(home) ? join(home, ".config", "tensorferry") : undefined;
}

/**
 * The folder of a store that is to be changed.
 *
 * @param beside What else the work needs from Deno, so that all is asked for at once.
 * @throws GrantError when Deno does not allow it; OptionError when there is no place for it.
 */
export function folderToChange(scope: Scope, ...beside: readonly NeededGrants[]): string {
  requireGrants(...beside, grantsOfStore(scope, true));
  const folder = storeFolder(scope);
  if (folder !== undefined) return folder;
  throw new OptionError(
    `Cannot tell where to install plugins: ${
      VARIABLES.join(" and ")
    } name no absolute path. Set one, or give --local for the project in the working directory`,
  );
}
