/**
 * Progress reports, in the form that their reader can use.
 *
 * @module
 */
import { jsonText } from "../output/json_pieces.ts";
import type { Screen, Session } from "../output/screen.ts";
import { openPace } from "./pace.ts";
import { progressBar, progressText, type Stand } from "./progress_text.ts";

/** Takes reports on work, as often as they come, and passes on as many as are of use. */
export interface Reporter {
  report(stand: Stand): void;
  /** Clears away what is only of use while the work goes on. */
  end(): void;
}

/** Milliseconds between two reports: what an eye follows, what a log bears, what a program may want. */
const INTERVAL = { terminal: 100, log: 5000, events: 500 } as const;

/** `\r` goes back to the beginning of the line, and `ESC [ K` clears it. */
const CLEAR_LINE = "\r\x1b[K";

/** A bar on a terminal, lines in a log, or JSON events. */
export function openReporter(session: Session, json: boolean): Reporter {
  if (json) return eventReporter(session.out);
  return session.err.isTerminal ? barReporter(session.err) : lineReporter(session.err);
}

function barReporter(screen: Screen): Reporter {
  const pace = openPace(() => performance.now());
  const due = every(INTERVAL.terminal);
  return {
    report(stand) {
      const known = pace(stand.done, stand.total);
      if (due(stand)) screen.write(CLEAR_LINE + progressBar(stand, known, screen.columns()));
    },
    end: () => screen.write(CLEAR_LINE),
  };
}

function lineReporter(screen: Screen): Reporter {
  const pace = openPace(() => performance.now());
  const due = every(INTERVAL.log);
  return {
    report(stand) {
      const known = pace(stand.done, stand.total);
      // The end is told by the result.
      if (due(stand) && stand.done < stand.total) screen.write(`${progressText(stand, known)}\n`);
    },
    end() {},
  };
}

function eventReporter(screen: Screen): Reporter {
  const pace = openPace(() => performance.now());
  const due = every(INTERVAL.events);
  return {
    report(stand) {
      const known = pace(stand.done, stand.total);
      if (due(stand)) screen.write(`${jsonText({ event: "progress", ...stand, ...known })}\n`);
    },
    end() {},
  };
}

/** Whether a report is due: the last one always, the others after some time. */
function every(interval: number): (stand: Stand) => boolean {
  let last = performance.now();
  return ({ done, total }) => {
    const now = performance.now();
    if (done !== total && now - last < interval) return false;
    last = now;
    return true;
  };
}
