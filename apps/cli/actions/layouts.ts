/**
 * Lists the layouts.
 *
 * @module
 */
import { EXIT, type ExitCode, isTensorferryError, LayoutError } from "@tensorferry/core";
import { evaluateCondition, type Layout, type Plugin } from "@tensorferry/core/plugin";
import { requireGrants } from "../grants.ts";
import { printJson } from "../output/print_json.ts";
import type { Session } from "../output/screen.ts";
import { table } from "../output/table.ts";
import { candidates, grantsOfPlugins, loadAll, type PluginChoices } from "../plugins/candidates.ts";
import { notLookedAt } from "../plugins/installed.ts";
import { printLines, warningLines } from "../report/lines.ts";

/** What `layouts` is asked for. */
export interface LayoutsOptions extends PluginChoices {
  readonly modelType: string | undefined;
  readonly json: boolean;
}

/** A layout as a plugin has it. */
interface ListedLayout {
  readonly layout: string;
  readonly modelTypes: readonly string[];
  readonly plugin: string;
  readonly description: string;
}

const COLUMNS = [
  { title: "LAYOUT" },
  { title: "MODEL TYPES" },
  { title: "PLUGIN" },
  { title: "DESCRIPTION" },
] as const;

/** Prints the layouts of every plugin. */
export async function layouts(
  { modelType, json, ...choices }: LayoutsOptions,
  { out, err }: Session,
): Promise<ExitCode> {
  requireGrants(grantsOfPlugins(choices));
  const { plugins, isChosen, closed } = await candidates(choices);
  // Of many, those that work are listed; one that was asked for has to.
  const loaded = isChosen
    ? plugins.map((known) => ({ ...known, plugin: known.load() }))
    : loadAll(plugins);
  printLines(
    err,
    warningLines(loaded.flatMap((one) => "problem" in one ? [one.problem] : [])),
  );
  if (closed.length > 0) printLines(err, [notLookedAt(closed)]);
  const found = loaded.flatMap((one) => "plugin" in one ? layoutsIn(one.plugin) : [])
    .map((listed) => ({ ...listed, modelTypes: listed.modelTypes.filter(isWanted(modelType)) }))
    .filter(({ modelTypes }) => modelTypes.length > 0);
  if (found.length === 0) {
    const known = plugins.flatMap(({ serves }) => serves).toSorted().join(", ");
    throw new LayoutError(`Cannot find model_type ${modelType}: the plugins here serve ${known}`);
  }
  if (json) printJson(out, found);
  else {
    const rows = found.map(({ layout, modelTypes, plugin, description }) => [
      layout,
      modelTypes.join(", "),
      plugin,
      description,
    ]);
    printLines(out, table(COLUMNS, rows));
  }
  return EXIT.ok;
}

function isWanted(wanted: string | undefined): (modelType: string) => boolean {
  return (modelType) => wanted === undefined || modelType === wanted;
}

function layoutsIn({ name: plugin, serves, layouts }: Plugin): ListedLayout[] {
  const hf = { layout: "hf", plugin, description: "as the Hugging Face Hub has it" };
  return [
    { ...hf, modelTypes: serves.model_type },
    ...Object.entries(layouts).map(([layout, { description, when }]) => ({
      layout,
      plugin,
      description,
      modelTypes: serves.model_type.filter((modelType) => mayHave(when, modelType)),
    })),
  ];
}

/** Whether models of a type have a layout, as far as the type alone tells; what else the config says is not known here. */
function mayHave(when: Layout["when"], modelType: string): boolean {
  try {
    return evaluateCondition(when, { config: { model_type: modelType } });
  } catch (error) {
    if (isTensorferryError(error, "Config")) return true;
    throw error;
  }
}
