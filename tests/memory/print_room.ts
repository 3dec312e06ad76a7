/**
 * Prints the bytes that the file system of a folder has room for. It is a program because that asks for rights that tests do
 * not have.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { statfsSync } from "node:fs";

const { bavail, bsize } = statfsSync(Deno.args[0]!);
console.log(bavail * bsize);
