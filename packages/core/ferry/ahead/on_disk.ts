/**
 * Whether bytes of a file are in memory, or still on a disk.
 *
 * @module
 */
import type { Descriptor } from "../../io/descriptor.ts";

/** Bytes from one place that is read to the next: no system reads so far ahead for whoever reads a byte here and there. */
const APART = 17 * 2 ** 12;

/** The fastest of so many reads counts: the first may wait for the host of a virtual machine, or for a core. */
const READS = 6;

/** In milliseconds. From memory a byte comes in 0.002, from a fast disk in 0.05. */
const FROM_DISK = 0.02;

/** Whether the 400 KiB from a position on are on a disk, as far as some bytes tell. What lies behind the end of the file is not. */
export function isOnDisk(file: Pick<Descriptor, "read">, position: number): boolean {
  const into = new Uint8Array(1);
  let fastest = Infinity;
  for (let i = 0; i < READS; i++) {
    const began = performance.now();
    file.read(position + i * APART, into);
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest > FROM_DISK;
}
