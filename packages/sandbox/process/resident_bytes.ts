/**
 * How much memory another process holds.
 *
 * @module
 */

/** Bytes resident of a process, and 0 where it has ended or the system does not say. */
export async function residentBytes(pid: number): Promise<number> {
  try {
    if (Deno.build.os === "linux") {
      const status = await Deno.readTextFile(`/proc/${pid}/status`);
      return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }
    if (Deno.build.os === "windows") return 0;
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "rss=", "-p", `${pid}`] })
      .output();
    return Number(new TextDecoder().decode(stdout)) * 1024;
  } catch {
    return 0;
  }
}
