/**
 * Has a virtual machine's host back all memory that is free.
 *
 * A hypervisor may take back what its guest has freed, and the next to touch it waits until it is there again: a copy of 4 GB then
 * takes up to six times as long, unless somebody ran just before. With all of it there, runs differ by a few percent.
 *
 * @module
 */
import { join } from "node:path";

const WINDOW_BYTES = 2 ** 22;
/** What stays free for everybody else. */
const LEFT_FREE = 2 ** 30;

/** Touches all free memory, and frees it again. Only on a machine that is a guest, and lets us mount a file system. */
export async function backMemory(): Promise<void> {
  if (!/^flags.*\bhypervisor\b/m.test(Deno.readTextFileSync("/proc/cpuinfo"))) return;
  const place = Deno.makeTempDirSync();
  // Huge pages, since a fault for each small one takes three times as long.
  const options = "huge=always,size=100%";
  if (await succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", place)) {
    using file = Deno.openSync(join(place, "zeros"), { write: true, createNew: true });
    // It goes with the file, also when this process is killed.
    if (!await succeeds("umount", "--lazy", place)) throw new Error(`Cannot unmount ${place}`);
    fill(file, freeMemory() - LEFT_FREE);
  }
  Deno.removeSync(place);
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  return (await new Deno.Command(program, { args }).output()).success;
}

function freeMemory(): number {
  const [, kib] = /^MemFree:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/meminfo"))!;
  return 1024 * Number(kib);
}

function fill(file: Deno.FsFile, bytes: number): void {
  const zeros = new Uint8Array(WINDOW_BYTES);
  for (let left = bytes; left > 0;) left -= file.writeSync(zeros);
}
