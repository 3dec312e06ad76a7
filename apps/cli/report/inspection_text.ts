/**
 * An inspection for people.
 *
 * @module
 */
import { elementsOf, formatByteSize, printable } from "@tensorferry/core";
import { foldNames } from "../fold/fold_names.ts";
import { treeLines } from "../fold/tree.ts";
import type { Screen } from "../output/screen.ts";
import { table } from "../output/table.ts";
import { counted, formatCount, formatShape } from "../output/words.ts";
import { fileLines } from "./file_table.ts";
import { type Fact, factLines, firstOf, heading, nameFact, warningLines } from "./lines.ts";
import type { Architecture, Inspection } from "./inspection.ts";

/** Kinds of tensors that are listed. */
const LISTED = 40;

/** The lines that show an inspection. */
export function* inspectionLines(inspection: Inspection, screen: Screen): Generator<string> {
  const { path, container, architecture, totals, files, tensors } = inspection;
  yield heading(screen, printable(path));
  const bytes = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  yield* factLines([
    ["Container", `${container}, ${counted(files.length, "file")}, ${formatByteSize(bytes)}`],
    ...architectureFacts(architecture),
    [
      "Tensors",
      `${formatCount(totals.tensors)} with ${counted(totals.parameters, "parameter")}, ${
        formatByteSize(totals.bytes)
      }`,
    ],
    ...nameFact("Unknown", architecture.unknown, "kept as they are"),
    ...nameFact("Goes along", inspection.companions),
    ...nameFact("Stays behind", inspection.leftBehind),
  ]);
  yield* warningLines(inspection.warnings);
  yield "";
  yield* fileLines(files);
  yield "";
  yield* kindLines(tensors);
  yield "";
  yield* treeLines(foldNames(
    tensors.values().map((tensor) => ({
      name: tensor.name,
      label: kindOf(tensor),
    })),
  ));
}

function architectureFacts({ modelType, plugin, layout, layouts, why }: Architecture): Fact[] {
  const type = printable(modelType ?? "unknown");
  const others = layouts.filter((name) => name !== layout);
  return [
    ["Architecture", plugin ? `${type}, by plugin ${plugin.name} ${plugin.version}` : type],
    [
      "Layout",
      layout === undefined
        ? `unknown: ${printable(why ?? "")}`
        : `${layout}, convertible to ${others.join(", ")}`,
    ],
  ];
}

function kindOf({ dtype, shape }: Inspection["tensors"][number]): string {
  return `${dtype} ${formatShape(shape)}`;
}

function kindLines(tensors: Inspection["tensors"]): string[] {
  const kinds = new Map<string, { one: Inspection["tensors"][number]; count: number }>();
  for (const tensor of tensors) {
    const kind = kinds.get(kindOf(tensor));
    if (kind === undefined) kinds.set(kindOf(tensor), { one: tensor, count: 1 });
    else kind.count++;
  }
  const largestFirst = [...kinds.values()].toSorted((a, b) =>
    b.count * b.one.bytes - a.count * a.one.bytes
  );
  const { rows, more } = firstOf(largestFirst, LISTED);
  const columns = [
    { title: "DTYPE" },
    { title: "SHAPE" },
    { title: "TENSORS", align: "right" },
    { title: "PARAMETERS", align: "right" },
    { title: "SIZE", align: "right" },
  ] as const;
  const cells = rows.map(({ one: { dtype, shape, bytes }, count }) => [
    dtype,
    formatShape(shape),
    formatCount(count),
    formatCount(count * elementsOf(shape)),
    formatByteSize(count * bytes),
  ]);
  return [...table(columns, cells), ...more];
}
