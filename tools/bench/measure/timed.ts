/**
 * One run of a program, measured from outside. Linux only, and it wants bash.
 *
 * @module
 */

/** A program with its arguments. */
export type Command = readonly string[];

/** What a run cost: seconds on the clock and of the processor, and the most bytes that were resident. */
export interface Cost {
  readonly wall: number;
  readonly user: number;
  readonly system: number;
  readonly peak: number;
}

/**
 * Bash's `time` keyword sees the times of a child, which Deno does not. The child's complaints go to bash's stdout, so that its
 * stderr has two lines of ours and no others: the id of the process, and the times. Without the braces bash would have the
 * subshell tell the times, after it has become the program.
 */
const TIMED = `
  TIMEFORMAT='%3R %3U %3S'
  time { (echo $BASHPID >&2; exec "$@" 2>&1 >/dev/null); }
  exit $?
`;

const TIMES = /^(?<wall>\S+) (?<user>\S+) (?<system>\S+)\n$/m;

/**
 * How often the peak is asked for. The kernel keeps it (`VmHWM`), so that only a rise within the last of these intervals is
 * missed. A watched process runs as it does unwatched; asking takes 0.2 % of a core.
 */
const PEAK_INTERVAL_MS = 20;

/**
 * Runs a program to its end, and answers what it cost.
 *
 * @throws Error with what the program said when it fails.
 */
export async function timed(command: Command): Promise<Cost> {
  const child = new Deno.Command("bash", {
    args: ["-c", TIMED, "bash", ...command],
    // A comma for a decimal point would not read as a number.
    env: { LC_ALL: "C" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(child.stdout).text();
  const watch = watchPeak();
  let told = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    told += text;
    const pid = /^(\d+)\n/.exec(told)?.[1];
    if (pid !== undefined) watch.begin(pid);
  }
  const peak = watch.end();
  const { code } = await child.status;
  if (code !== 0) {
    throw new Error(`Cannot measure ${command.join(" ")}: exit code ${code}\n${await complaints}`);
  }
  await complaints;
  const { wall, user, system } = TIMES.exec(told)!.groups!;
  return { wall: Number(wall), user: Number(user), system: Number(system), peak };
}

function watchPeak() {
  let peak = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const look = (pid: string) => {
    try {
      const status = Deno.readTextFileSync(`/proc/${pid}/status`);
      // A process that has ended and was not waited for has no memory.
      peak = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? peak / 1024);
    } catch {
      // It has ended, between two looks or while it was looked at.
    }
  };
  return {
    begin(pid: string): void {
      timer ??= setInterval(look, PEAK_INTERVAL_MS, pid);
    },
    end(): number {
      clearInterval(timer);
      return peak;
    },
  };
}
