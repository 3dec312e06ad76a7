/**
 * Notices of a conversion for people.
 *
 * @module
 */
import { formatByteSize, type Notice, printable } from "@tensorferry/core";
import { counted } from "../output/words.ts";
import { shellWord } from "../shell_word.ts";

/** A notice in one line. */
export function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case "committed":
      return `Put ${counted(notice.files, "file")} in place, at which a conversion was killed` +
        (notice.isThis ? "; it was this one" : "");
    case "taken-back":
      return takenBackText(notice);
    case "resumed":
      return `Going on where a conversion was stopped: ${ofFiles(notice)} are there`;
    case "kept":
      return `Kept ${
        ofFiles(notice)
      }, which are complete: the same command goes on from there, --restart begins anew`;
    case "unlocked":
      return "Warning: the file system knows no locks, so make sure that nothing else writes to the folder";
    case "one-thread":
      return `Working with one thread: several are faster, for which Deno needs ${
        shellWord(notice.flag)
      } too`;
    case "room-unknown":
      return `Not known beforehand: whether there is room for ${
        formatByteSize(notice.bytes)
      }. ${notice.why}`;
  }
}

function takenBackText({ files, faults }: Extract<Notice, { readonly kind: "taken-back" }>) {
  const { file, why } = faults[0]!;
  return `Took back ${
    counted(files, "file")
  }, at which a conversion was killed, ${faults.length} of them not as written: ${
    printable(`${file}: ${why}`)
  }`;
}

function ofFiles({ finished, files }: { readonly finished: number; readonly files: number }) {
  return `${finished} of ${counted(files, "file")}`;
}
