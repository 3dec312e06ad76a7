/**
 * The machine that was measured on.
 *
 * @module
 */
import { formatByteSize } from "@tensorferry/core";
import { memoryBus } from "../measure/memory_bus.ts";

/** What the numbers depend on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly kernel: string;
  readonly fileSystem: string;
  readonly deno: string;
  /** Bytes a second, of one thread that copies. */
  readonly bus: number;
  /** Processes that wanted to run, over the minute before the first run. */
  readonly load: number;
}

/** Of a machine that does nothing else, this much of a core is taken at most. */
const QUIET = 0.3;

/** Looks at this machine, and the file system that a folder is on. */
export function lookAtMachine(folder: string): Machine {
  const load = Deno.loadavg()[0]!;
  const cpuinfo = Deno.readTextFileSync("/proc/cpuinfo");
  return {
    processor: /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memory: Deno.systemMemoryInfo().total,
    kernel: Deno.osRelease(),
    fileSystem: fileSystemOf(Deno.realPathSync(folder), Deno.readTextFileSync("/proc/mounts")),
    deno: Deno.version.deno,
    bus: memoryBus(),
    load,
  };
}

/** The type of the file system that holds a path: that of the longest mount point above it, and of those the last. */
export function fileSystemOf(path: string, mounts: string): string {
  const above = mounts.trimEnd().split("\n")
    .map((line) => line.split(" "))
    .filter(([, point]) => `${path}/`.startsWith(point === "/" ? "/" : `${point}/`))
    .sort(([, a], [, b]) => a!.length - b!.length);
  return above.at(-1)?.[2] ?? "unknown";
}

/** The machine in a line, without what differs from run to run. */
export function machineLine(machine: Machine): string {
  const { processor, cores, memory, kernel, fileSystem, deno } = machine;
  return [
    `${processor}, ${cores} cores, ${formatByteSize(memory)} of memory`,
    `Linux ${kernel}, ${fileSystem}`,
    `Deno ${deno}`,
  ].join("; ");
}

/** What is to be said of a machine that had other things to do, in a sentence; nothing of one that had not. */
export function loadWarning({ load }: Machine): string {
  if (load <= QUIET) return "";
  return `The machine was busy: load ${load.toFixed(1)} in the minute before.`;
}
