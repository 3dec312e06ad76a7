/**
 * Kills conversions, and judges what is left.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workFolder } from "../cli_fixture.ts";
import { contentsOf } from "../folder_fixture.ts";
import {
  assertMade,
  convert,
  FOR_KILLER,
  judge,
  OLD_FOR_KILLER,
  resetTo,
  type State,
} from "./crash_fixture.ts";

const CHILD = fileURLToPath(new URL("./killed_conversion.ts", import.meta.url));

/** What kills left. */
export type Counts = Record<State | "resumed" | "ended before", number>;

/** Milliseconds within which a child that has begun is killed; most have ended by then. */
const LONGEST = 60;

/** Kills processes that convert, one after another, half of them in place of a checkpoint: at random moments, or at operations. */
export async function killConversions(
  moments: Iterable<{ readonly after: number } | { readonly at: number }>,
): Promise<Counts> {
  using work = workFolder();
  const [to, before] = [work.path("to"), work.path("before")];
  await convert(before, OLD_FOR_KILLER, { sync: false });
  await convert(work.path("made"), FOR_KILLER, { sync: false });
  const made = contentsOf(work.path("made"));
  const counts: Counts = { old: 0, new: 0, "no checkpoint": 0, resumed: 0, "ended before": 0 };
  let turn = 0;
  for (const moment of moments) {
    const replaces = turn++ % 2 === 0;
    resetTo(to, replaces ? before : undefined);
    const wasKilled = await killed(to, moment);
    if (!wasKilled) counts["ended before"]++;
    counts[judge(to, replaces ? contentsOf(before) : new Map(), made)]++;
    const onNotice = ({ kind }: { readonly kind: string }) => {
      if (kind === "resumed") counts.resumed++;
    };
    await convert(to, FOR_KILLER, { sync: false, onNotice });
    assertMade(to, made);
  }
  return counts;
}

/** Random moments from a seed (xorshift32). */
export function* randomMoments(count: number, seed: number): Generator<{ after: number }, void> {
  let state = seed;
  for (let i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield { after: (state >>> 0) / 2 ** 32 * LONGEST };
  }
}

/** Starts a conversion and kills it. Whether it was alive until then. */
async function killed(
  to: string,
  moment: { readonly after: number } | { readonly at: number },
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-read",
      "--allow-write",
      "--allow-run",
      CHILD,
      to,
      "at" in moment ? `${moment.at}` : "0",
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  if ("after" in moment) {
    await new Promise((resolve) => setTimeout(resolve, moment.after));
    try {
      child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // It has ended.
    }
  }
  await reader.cancel();
  const { signal, code } = await child.status;
  if (signal === null && code !== 0) throw new Error(`the conversion to ${to} ended with ${code}`);
  if (signal === null && !existsSync(to)) throw new Error(`nothing was written to ${to}`);
  return signal !== null;
}
