/**
 * What Deno has to allow before a worker can start.
 *
 * @module
 */
import { join } from "node:path";

/**
 * The flag that has to be given for a worker to start; nothing where it can. The modules of a worker are read with the permissions of
 * the program, unlike those of the program itself (Deno 2.9.6).
 */
export function missingGrant(): string | undefined {
  const { dirname, url } = import.meta;
  if (dirname === undefined) {
    const { hostname, port } = new URL(url);
    const host = `${hostname}:${port || 443}`;
    return isGranted({ name: "import", host }) ? undefined : `--allow-import=${host}`;
  }
  const path = join(dirname, "..", "..");
  return isGranted({ name: "read", path }) ? undefined : `--allow-read=${path}`;
}

function isGranted(descriptor: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(descriptor).state === "granted";
}
