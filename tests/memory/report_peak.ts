/**
 * Preloaded into a program (`deno run --preload`), writes the most memory that the process ever had resident to the file that
 * PEAK_FILE names, in bytes, when it ends.
 *
 * Linux only. `VmHWM` counts from the start of the program; the `maxrss` of getrusage begins with what the process that
 * started it had.
 *
 * @module
 */
const file = Deno.env.get("PEAK_FILE");
if (file === undefined) throw new Error("Cannot report the peak: PEAK_FILE names no file");

addEventListener("unload", () => {
  const status = Deno.readTextFileSync("/proc/self/status");
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status)!;
  Deno.writeTextFileSync(file, String(Number(kibibytes) * 1024));
});
