/**
 * What Deno has to allow for a verb.
 *
 * Asked before anything else, so that whoever runs it learns of all flags at once, and no prompt comes up in the middle.
 *
 * @module
 */
import { EXIT, type ExitCode, isFile, TensorferryError } from "@tensorferry/core";
import { dirname } from "node:path";
import { shellWord } from "./shell_word.ts";
import { STREAM } from "./streams/stream_path.ts";

/** What a verb works with. */
export interface NeededGrants {
  /** Paths. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Names of variables of the environment. */
  readonly env?: readonly string[];
  /** Whether Deno is started again, to evaluate a plugin in a process without rights. */
  readonly run?: boolean;
}

/** The folder of a user's configs as a shell works it out: for flags, where Deno does not let the environment be asked. */
export const USER_CONFIGS: string = Deno.build.os === "windows"
  ? "$env:APPDATA"
  : "${XDG_CONFIG_HOME:-$HOME/.config}";

/** Deno was not allowed to read or write something. Give it the flags that the message names. */
export class GrantError extends TensorferryError {
  override readonly tag = "Grant";
  override readonly exitCode: ExitCode = EXIT.usage;
}

/**
 * Makes sure that everything needed is granted.
 *
 * @throws GrantError naming the flags that grant it.
 */
export function requireGrants(...needed: readonly NeededGrants[]): void {
  const all = together(needed);
  const refused = refusedOf(all);
  if (refused.length === 0) return;
  throw new GrantError(
    `Cannot ${refused.join(", ")}: Deno does not allow it. Run it with ${flagsFor(all)}`,
  );
}

/** Whether everything needed is granted. */
export function areGranted(needed: NeededGrants): boolean {
  return refusedOf(together([needed])).length === 0;
}

/** The flags that grant what is needed, for a shell. */
export function flagsFor(...needed: readonly NeededGrants[]): string {
  const { read, write, env, run } = together(needed);
  return [
    ...pathFlag("--allow-read", read),
    ...pathFlag("--allow-write", write),
    ...env.length === 0 ? [] : [`--allow-env=${env.join(",")}`],
    ...run ? pathFlag("--allow-run", [Deno.execPath()]) : [],
  ].join(" ");
}

/** What has to be readable for checkpoints: their folders, also where one file of them is named, and the config that is named. */
export function pathsToRead(checkpoints: readonly string[], config?: string): string[] {
  const folders = checkpoints.filter((path) => path !== STREAM).map((path) =>
    isGranted({ name: "read", path }) && isFile(path) ? dirname(path) : path
  );
  return config === undefined ? folders : [...folders, config];
}

function together(needed: readonly NeededGrants[]): Required<NeededGrants> {
  const all = (list: "read" | "write" | "env") => [
    ...new Set(needed.flatMap((one) => one[list] ?? [])),
  ];
  return {
    read: all("read"),
    write: all("write"),
    env: all("env"),
    run: needed.some(({ run }) => run),
  };
}

function refusedOf({ read, write, env, run }: Required<NeededGrants>): string[] {
  return [
    ...read.filter((path) => !isGranted({ name: "read", path })).map((path) => `read ${path}`),
    ...write.filter((path) => !isGranted({ name: "write", path })).map((path) => `write ${path}`),
    ...env.some((variable) => !isGranted({ name: "env", variable }))
      ? [`ask the environment for ${env.join(" and ")}`]
      : [],
    // `--allow-run=deno` grants the one on the PATH, by that name.
    ...run && ![Deno.execPath(), "deno"].some((command) => isGranted({ name: "run", command }))
      ? [`run ${Deno.execPath()}`]
      : [],
  ];
}

function isGranted(grant: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(grant).state === "granted";
}

/** Deno parts the paths of a flag by commas, and takes two of them for one in a path. A flag may be given several times. */
function pathFlag(name: string, paths: readonly string[]): string[] {
  const [toWorkOut, known] = [true, false].map((is) =>
    paths.filter((path) => path.startsWith(USER_CONFIGS) === is)
  );
  const joined = known!.map((path) => path.replaceAll(",", ",,")).join(",");
  return [
    ...joined === "" ? [] : [shellWord(`${name}=${joined}`)],
    ...toWorkOut!.map((path) => `${name}="${path}"`),
  ];
}
