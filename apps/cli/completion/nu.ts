/**
 * Completion in Nushell.
 *
 * @module
 */
import { FILES } from "./files.ts";

/** For Nushell 0.100 and newer: an external completer, before the one that there is. Without an answer, Nushell offers files. */
export const nu: string = String
  .raw`let tensorferry_before = $env.config?.completions?.external?.completer?
$env.config.completions.external.enable = true
$env.config.completions.external.completer = {|spans|
  if $spans.0 == "tensorferry" {
    let lines = (^tensorferry completion nu ...($spans | skip 1) | complete | get stdout | lines)
    let words = (
      $lines
      | where $it != "${FILES}"
      | each {|line|
          let parts = ($line | split row --number 2 "\t")
          {value: $parts.0, description: ($parts | get --optional 1 | default "")}
        }
    )
    if ($words | is-empty) and ("${FILES}" in $lines) { null } else { $words }
  } else if $tensorferry_before != null {
    do $tensorferry_before $spans
  }
}
`;
