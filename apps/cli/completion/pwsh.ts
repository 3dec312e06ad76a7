/**
 * Completion in PowerShell.
 *
 * @module
 */
import { FILES } from "./files.ts";

/** For PowerShell 7.3 and newer, which hands empty words to a command as they are. */
export const pwsh: string = String
  .raw`Register-ArgumentCompleter -Native -CommandName tensorferry -ScriptBlock {
  param($last, $line, $cursor)
  $typed = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
    Select-Object -Skip 1 | ForEach-Object { "$_" })
  tensorferry completion pwsh @typed "$last" 2>$null | ForEach-Object {
    if ($_ -eq '${FILES}') {
      $option = if ($last -match '^--[^=]+=') { $Matches[0] } else { '' }
      foreach ($found in [Management.Automation.CompletionCompleters]::CompleteFilename($last.Substring($option.Length))) {
        [Management.Automation.CompletionResult]::new(
          $option + $found.CompletionText, $found.ListItemText, $found.ResultType, $found.ToolTip)
      }
    } else {
      $text, $meaning = $_ -split "\t", 2
      if (-not $meaning) { $meaning = $text }
      [Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $meaning)
    }
  }
}
`;
