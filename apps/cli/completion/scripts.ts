/**
 * The scripts that make shells ask `tensorferry completion SHELL WORD...` how a command line may go on.
 *
 * @module
 */
import type { ShellName } from "../values/shell_name.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { nu } from "./nu.ts";
import { pwsh } from "./pwsh.ts";
import { zsh } from "./zsh.ts";

/** The script of each shell. */
export const scripts: Readonly<Record<ShellName, string>> = { bash, zsh, fish, nu, pwsh };
