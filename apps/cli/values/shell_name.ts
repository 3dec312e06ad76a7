/**
 * Shells on the command line.
 *
 * @module
 */
import { Mistake, notAmong } from "../grammar/mistake.ts";
import type { Value } from "../grammar/value.ts";

/** The shells that there is completion for. */
export const SHELLS = ["bash", "zsh", "fish", "nu", "pwsh"] as const;

/** One of them. */
export type ShellName = typeof SHELLS[number];

/** Whether it is one of them. */
export function isShellName(name: string | undefined): name is ShellName {
  return SHELLS.some((shell) => shell === name);
}

/** The name of a shell. */
export const shellName: Value<ShellName> = {
  placeholder: "SHELL",
  parse(input) {
    if (!isShellName(input)) throw new Mistake(notAmong(SHELLS, input));
    return input;
  },
  proposeCompletions() {
    this.offered.push(...SHELLS.map((text) => ({ text })));
    return [];
  },
};
