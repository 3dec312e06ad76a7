/**
 * What a folder's manifest tells of it, for people.
 *
 * @module
 */
import { type FolderCheck, formatByteSize, printable } from "@tensorferry/core";
import type { Screen } from "../output/screen.ts";
import { counted } from "../output/words.ts";
import { firstOf, heading } from "./lines.ts";

/** Faults that are listed. */
const LISTED = 20;

/** The lines that show what holding a folder against its manifest found. */
export function folderCheckLines({ manifest, faults }: FolderCheck, screen: Screen): string[] {
  const { files, plan, plugin, from, to } = manifest;
  const bytes = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const tensors = files.reduce((sum, { tensors }) => sum + tensors.length, 0);
  const what = `${counted(tensors, "tensor")} in ${counted(files.length, "file")}, ${
    formatByteSize(bytes)
  }`;
  const by = [
    `Written by tensorferry ${manifest.tensorferry}`,
    ...plugin === undefined ? [] : [`plugin ${plugin.name} ${plugin.version}`],
    ...from === undefined || to === undefined ? [] : [`from ${from} to ${to}`],
    `plan ${plan}`,
  ].map(printable).join(", ");
  if (faults.length === 0) return [heading(screen, `As it was written: ${what}`), by];
  const { rows, more } = firstOf(faults, LISTED);
  return [
    heading(screen, `Not as it was written: ${counted(faults.length, "fault")} (${what})`),
    ...rows.map(({ file, tensor, position, byteLength, why }) => {
      const of = tensor === undefined ? "" : `, tensor ${tensor}`;
      const at = position === undefined ? "" : `, bytes ${position} to ${position + byteLength!}`;
      return `  ${printable(`${file}${of}${at}: ${why}`)}`;
    }),
    ...more,
    by,
  ];
}
