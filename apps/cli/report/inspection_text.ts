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
  yield* treeLines(foldNames(tensors.map(({ name, dtype, shape }) => ({
    name,
    label: `${dtype} ${formatShape(shape)}`,
  }))));
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

function kindLines(tensors: Inspection["tensors"]): string[] {
  const kinds = Map.groupBy(tensors, ({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  const largestFirst = [...kinds.values()].map((kind) => ({
    kind,
    bytes: kind.reduce((sum, { bytes }) => sum + bytes, 0),
  })).toSorted((a, b) => b.bytes - a.bytes);
  const { rows, more } = firstOf(largestFirst, LISTED);
  const columns = [
    { title: "DTYPE" },
    { title: "SHAPE" },
    { title: "TENSORS", align: "right" },
    { title: "PARAMETERS", align: "right" },
    { title: "SIZE", align: "right" },
  ] as const;
  const cells = rows.map(({ kind, bytes }) => [
    kind[0]!.dtype,
    formatShape(kind[0]!.shape),
    formatCount(kind.length),
    formatCount(kind.length * elementsOf(kind[0]!.shape)),
    formatByteSize(bytes),
  ]);
  return [...table(columns, cells), ...more];
}
