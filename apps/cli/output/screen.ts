/**
 * Where a verb's text goes.
 *
 * @module
 */

/** A place where text goes, and what it can show. */
export interface Screen {
  write(text: string): void;
  /** Whether a person sees the text as it comes, and a line can be written again. */
  readonly isTerminal: boolean;
  /** Whether colours are shown and wanted. */
  readonly colours: boolean;
  /** Characters that fit in a line now. */
  columns(): number;
}

/** What a verb talks to. */
export interface Session {
  /** For results. */
  readonly out: Screen;
  /** For all that is said on the way. */
  readonly err: Screen;
}

/** Columns that text is laid out for where nothing tells how many there are. */
const COLUMNS = 100;

/** The output of this process. It needs no permission. */
export function processSession(): Session {
  return { out: screen(Deno.stdout), err: screen(Deno.stderr) };
}

function screen(stream: typeof Deno.stdout): Screen {
  const isTerminal = stream.isTerminal();
  const encoder = new TextEncoder();
  let readerIsGone = false;
  return {
    isTerminal,
    colours: isTerminal && !Deno.noColor,
    columns: () => isTerminal ? columnsOfTerminal() : COLUMNS,
    write(text) {
      let bytes = encoder.encode(text);
      try {
        while (bytes.length > 0 && !readerIsGone) bytes = bytes.subarray(stream.writeSync(bytes));
      } catch (error) {
        // A reader such as `head` has seen enough. A conversion goes on without it.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
        readerIsGone = true;
      }
    },
  };
}

function columnsOfTerminal(): number {
  try {
    return Deno.consoleSize().columns || COLUMNS;
  } catch {
    return COLUMNS; // The size is asked of stdin, stdout and stderr; none may be a terminal any more.
  }
}
