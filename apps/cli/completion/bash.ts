/**
 * Completion in bash.
 *
 * @module
 */
import { FILES } from "./files.ts";

/**
 * For bash 3.2 and newer. Bash splits words at `=` and `:` too, and replaces only what comes after them: the words are put together
 * again as they stand in the line, and what bash keeps of the last one is taken off each word that is offered.
 */
export const bash: string = String.raw`_tensorferry() {
  local rest=\${COMP_LINE:0:COMP_POINT} words=() word i last kept
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i == 0)) || [[ $rest == [[:space:]]* ]]; then
      words+=("")
      rest=\${rest#"\${rest%%[![:space:]]*}"}
    fi
    ((i == COMP_CWORD)) && word=\${word:0:\${#rest}}
    last=$((\${#words[@]} - 1))
    words[last]+=$word
    rest=\${rest#"$word"}
  done
  kept=\${words[last]%"$2"}
  COMPREPLY=()
  local files=
  while IFS= read -r word; do
    if [[ $word == ${FILES} ]]; then files=1; else COMPREPLY+=("\${word#"$kept"}"); fi
  done < <(tensorferry completion bash "\${words[@]:1}" 2>/dev/null)
  [[ $files ]] || return
  if ((\${#COMPREPLY[@]} == 0)); then
    compopt -o default 2>/dev/null
  else
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$2")
    compopt -o filenames 2>/dev/null
  fi
}
# Bash 3.2 has no compopt, and offers files wherever it is offered nothing else.
if type compopt >/dev/null 2>&1; then
  complete -F _tensorferry tensorferry
else
  complete -o default -F _tensorferry tensorferry
fi
`.replaceAll("\\$", "$");
