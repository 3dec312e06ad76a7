/**
 * Completion in fish.
 *
 * @module
 */
import { FILES } from "./files.ts";

/** For fish 3 and newer. */
export const fish: string = String.raw`function __tensorferry_offers
    set -l typed (commandline -opc)
    set -l last (string unescape -- (commandline -ct); or commandline -ct)
    for line in (tensorferry completion fish $typed[2..-1] "$last" 2>/dev/null)
        if test "$line" = ${FILES}
            set -l option (string match -r -- '^--[^=]+=' $last)
            for path in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' $last))
                echo -- "$option$path"
            end
        else
            echo -- $line
        end
    end
end
complete -c tensorferry -f -k -a '(__tensorferry_offers)'
`;
