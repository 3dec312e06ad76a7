/**
 * Checks the tree itself, for what neither types nor lint rules can see.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { dependencyTable } from "./checks/dependency_table.ts";
import { fileLength } from "./checks/file_length.ts";
import { folderSize } from "./checks/folder_size.ts";
import { machineTraces } from "./checks/machine_traces.ts";
import { publishedMembers } from "./checks/published_members.ts";
import { type Check, readTree } from "./checks/tree.ts";

const CHECKS: readonly Check[] = [
  dependencyTable,
  fileLength,
  folderSize,
  machineTraces,
  publishedMembers,
];

const tree = await readTree(fileURLToPath(new URL("../", import.meta.url)));
const findings = CHECKS.flatMap((check) => [...check(tree)]);
for (const { path, line, message, warning } of findings) {
  console.log(`${warning ? "warning" : "error"}: ${path}${line ? `:${line}` : ""}: ${message}`);
}
const errors = findings.filter(({ warning }) => !warning).length;
console.log(`${tree.size} files, ${errors} errors, ${findings.length - errors} warnings`);
Deno.exitCode = errors === 0 ? 0 : 1;
