/**
 * Runs of bytes.
 */

/** Bytes from which on a call of the engine's own copy is worth it. */
const LONG: usize = 512;

/** Copies a run in the widest words that it has, the last of which goes over some bytes again. No side overlaps the other. */
export function copyRun(from: usize, to: usize, run: usize): void {
  if (run >= LONG) {
    memory.copy(to, from, run);
  } else if (run >= 16) {
    const last = run - 16;
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i));
    v128.store(to + last, v128.load(from + last));
  } else if (run >= 8) {
    twoWords<u64>(from, to, run - 8);
  } else if (run >= 4) {
    twoWords<u32>(from, to, run - 4);
  } else {
    for (let i: usize = 0; i < run; i++) store<u8>(to + i, load<u8>(from + i));
  }
}

function twoWords<T>(from: usize, to: usize, last: usize): void {
  store<T>(to, load<T>(from));
  store<T>(to + last, load<T>(from + last));
}
