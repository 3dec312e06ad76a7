import assert from "node:assert/strict";
import { SHELLS } from "../values/shell_name.ts";
import { FILES } from "./files.ts";
import { scripts } from "./scripts.ts";

Deno.test("each shell has a small script that asks the command and knows what stands for files", () => {
  const registered: Record<string, RegExp> = {
    bash: /^ {2}complete -F _tensorferry tensorferry$/m,
    zsh: /^#compdef tensorferry\n/,
    fish: /^complete -c tensorferry /m,
    nu: /^\$env\.config\.completions\.external\.completer = /m,
    pwsh: /^Register-ArgumentCompleter -Native -CommandName tensorferry /,
  };
  assert.deepEqual(Object.keys(scripts), [...SHELLS]);
  for (const shell of SHELLS) {
    const script = scripts[shell];
    assert.match(script, registered[shell]!);
    assert.match(script, new RegExp(`tensorferry completion ${shell} `));
    assert(script.includes(FILES));
    assert.match(script, /^[\n\x20-\x7e]+\n$/);
    assert(script.length < 1500, `${shell}: ${script.length} characters`);
  }
});
