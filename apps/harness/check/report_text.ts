/**
 * A report on a plugin, for people.
 *
 * @module
 */
import { printable } from "@tensorferry/core";
import type { PluginReport } from "./check_plugin.ts";
import { type Finding, type Law, LAWS } from "./finding.ts";

/** How many faults of one law are told in full. */
const MOST_TOLD = 5;

/**
 * The report in lines: each law and whether it is kept, broken, or open until those before it are kept, and for each fault the
 * rule, the tensor and the config that show it.
 */
export function reportText(report: PluginReport, laws: readonly Law[]): string {
  const { findings, unseen } = report;
  const lines = [heading(report)];
  let isOpen = false;
  for (const law of laws) {
    const broken = findings.filter((finding) => finding.law === law);
    // A model that breaks a law is not held to those that build on it; an owner's answer is asked for by itself.
    const verdict = broken.length > 0 ? "BROKEN" : isOpen && law !== "owner" ? "open  " : "kept  ";
    lines.push(`${verdict}  ${law}: ${LAWS[law]}`);
    isOpen ||= broken.length > 0;
    for (const finding of broken.slice(0, MOST_TOLD)) lines.push(...told(finding));
    if (broken.length > MOST_TOLD) lines.push(`        and ${broken.length - MOST_TOLD} more`);
  }
  if (unseen.length > 0) {
    lines.push(
      `Not checked, since no config brings it about: ${unseen.map(printable).join(", ")}. ` +
        `Give an example that does`,
    );
  }
  return lines.map((line) => `${line}\n`).join("");
}

function heading({ plugin, given, drawn, seed, layouts, findings }: PluginReport): string {
  const verdict = findings.length === 0
    ? "keeps the laws"
    : `has ${findings.length} fault${findings.length === 1 ? "" : "s"}`;
  if (plugin === undefined) return "What was given is no plugin";
  return `Plugin ${plugin} ${verdict}: ${given} config${
    given === 1 ? "" : "s"
  } given and ${drawn} drawn ` +
    `(--seed ${seed}), layouts ${layouts.join(", ")}`;
}

function told({ says, rule, layout, tensor, config }: Finding): string[] {
  const older = rule?.older ? " for earlier versions" : "";
  const where = rule !== undefined
    ? `rule ${rule.number}${older} of layout ${rule.layout}, for ${rule.single}`
    : layout !== undefined
    ? `layout ${layout}`
    : undefined;
  return [
    ...(where === undefined ? [] : [`        at      ${printable(where)}`]),
    ...(tensor === undefined ? [] : [`        tensor  ${printable(tensor)}`]),
    `        why     ${printable(says)}`,
    ...(config === undefined ? [] : [`        config  ${printable(JSON.stringify(config))}`]),
  ];
}
