/**
 * Completion in zsh.
 *
 * @module
 */
import { FILES } from "./files.ts";

/** For zsh 5. */
export const zsh: string = String.raw`#compdef tensorferry
_tensorferry() {
  local line files
  local -a words_typed offered
  words_typed=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  for line in "\${(@f)$(tensorferry completion zsh "\${words_typed[@]}" 2>/dev/null)}"; do
    if [[ $line == ${FILES} ]]; then
      files=1
    elif [[ -n $line ]]; then
      offered+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
    fi
  done
  (( \${#offered} )) && _describe -V tensorferry offered
  if [[ -n $files ]]; then
    compset -P '--[^=]#='
    _files
  fi
}
if [[ $funcstack[1] == _tensorferry ]]; then
  _tensorferry "$@"
else
  compdef _tensorferry tensorferry
fi
`.replaceAll("\\$", "$");
