/**
 * Numbers, times and lists as people read them.
 *
 * @module
 */
import { printable } from "@tensorferry/core";

/** A whole number with its thousands apart. `Intl` does it too, and takes 25 ms to begin. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 tensor`, `1,000 tensors`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A length of time: its two largest units. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

/** Memory, in the binary units that it is given in where it is whole in them. */
export function formatMemory(bytes: number): string {
  const [unit, size] = bytes % 2 ** 20 === 0 ? ["MiB", 2 ** 20] : ["KiB", 2 ** 10];
  return `${formatCount(Math.ceil(bytes / size))} ${unit}`;
}

/** The sizes of a tensor. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** Names in a sentence: the first few, safe to show, and how many more there are. */
export function listNames(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(printable).join(", ");
  const more = names.length - most;
  return more > 0 ? `${shown} and ${formatCount(more)} more` : shown;
}
