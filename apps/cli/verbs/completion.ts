/**
 * `tensorferry completion`.
 *
 * @module
 */
import { type Verb, verb } from "../grammar/verb.ts";
import { type ShellName, shellName } from "../values/shell_name.ts";
import { footer, forEveryVerb, type Request, type Typed } from "./verb.ts";

/** Prints the script that completes command lines in a shell. */
export const completion: Verb<Request> = verb({
  brief: "Print a script with which a shell completes command lines.",
  description:
    "For bash, zsh, fish, Nushell (nu) and PowerShell (pwsh). The shell reads it when it starts; it asks tensorferry, which has to be a command there, how a line may go on.",
  footer: footer(
    [
      "completion bash > ~/.local/share/bash-completion/completions/tensorferry",
      "completion zsh > ~/.zfunc/_tensorferry",
      "completion fish > ~/.config/fish/completions/tensorferry.fish",
      "completion nu | save ~/.config/nushell/autoload/tensorferry.nu",
      "completion pwsh >> $PROFILE",
    ],
    "nothing",
  ),
  parameters: {
    flags: forEveryVerb,
    positional: {
      kind: "tuple",
      parameters: [{ brief: "bash, zsh, fish, nu or pwsh.", ...shellName }],
    },
  },
  request: (options: Typed<unknown>, shell: ShellName): Request => ({
    options,
    run: async (session) => (await import("../actions/completion.ts")).printScript(shell, session),
  }),
});
