/**
 * A limit of the operating system on the memory of a program, its part of the page cache included.
 *
 * @module
 */
import type { Command } from "./timed.ts";

/** Programs can be run under a limit. */
export interface HardLimit {
  /** How it is done, for the report. */
  readonly by: string;
  under(command: Command): Command;
  release(): void;
}

/** A way to set a limit. The files are those of the kernel's `cgroup-v2.rst` and `cgroup-v1/memory.rst`. */
interface Way {
  readonly by: string;
  readonly parent: string;
  /** Without swap a limit on memory is a limit on what is used. */
  readonly files: (bytes: number) => readonly (readonly [file: string, value: number])[];
}

const WAYS: readonly Way[] = [
  {
    by: "cgroup v2, memory.max",
    parent: "/sys/fs/cgroup",
    files: (bytes) => [["memory.max", bytes], ["memory.swap.max", 0]],
  },
  {
    by: "cgroup v1, memory.limit_in_bytes",
    parent: "/sys/fs/cgroup/memory",
    files: (bytes) => [["memory.limit_in_bytes", bytes], ["memory.swappiness", 0]],
  },
];

/** The shell enters the group, and becomes the program. */
const ENTER = 'echo $$ > "$0" && exec "$@"';

/** The first limit that this machine and our rights allow; nothing where there is none. */
export async function hardLimit(bytes: number): Promise<HardLimit | undefined> {
  for (const way of WAYS) {
    const limit = controlGroup(way, bytes);
    if (limit !== undefined) return limit;
  }
  return await systemdScope(bytes);
}

function controlGroup({ by, parent, files }: Way, bytes: number): HardLimit | undefined {
  const group = `${parent}/tensorferry-bench-${Deno.pid}`;
  try {
    Deno.mkdirSync(group);
  } catch {
    return undefined;
  }
  const release = () => Deno.removeSync(group);
  try {
    // Opened and not made: where the controller is absent there is no such file.
    for (const [file, value] of files(bytes)) {
      Deno.writeTextFileSync(`${group}/${file}`, String(value), { create: false });
    }
  } catch {
    release();
    return undefined;
  }
  return {
    by,
    release,
    under: (command) => ["bash", "-c", ENTER, `${group}/cgroup.procs`, ...command],
  };
}

async function systemdScope(bytes: number): Promise<HardLimit | undefined> {
  const scope = ["systemd-run", "--quiet", "--scope"];
  if (Deno.uid() !== 0) scope.push("--user");
  scope.push("-p", `MemoryMax=${bytes}`, "-p", "MemorySwapMax=0");
  try {
    const [program, ...args] = [...scope, "true"];
    const { success } = await new Deno.Command(program!, { args, stdin: "null" }).output();
    if (!success) return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return { by: scope.join(" "), release() {}, under: (command) => [...scope, ...command] };
}
