/**
 * A plan for people.
 *
 * @module
 */
import { formatByteSize, type Plan, printable } from "@tensorferry/core";
import { foldNames } from "../fold/fold_names.ts";
import { treeLines } from "../fold/tree.ts";
import type { Screen } from "../output/screen.ts";
import { counted, formatMemory, formatShape, listNames } from "../output/words.ts";
import { fileLines } from "./file_table.ts";
import { type Fact, factLines, heading, warningLines } from "./lines.ts";
import { makingOf } from "./making.ts";
import { fusionsIn, tensorsIn } from "./plan_counts.ts";

/** The lines that show a plan. */
export function* planLines(plan: Plan, screen: Screen): Generator<string> {
  yield heading(screen, planTitle(plan));
  yield* factLines([
    ["Reads", `${formatByteSize(plan.bytesRead)} from ${counted(plan.sources.length, "file")}`],
    [
      "Writes",
      `${counted(tensorsIn(plan), "tensor")}, ${formatByteSize(plan.bytesWritten)} to ${
        counted(plan.shards.length, "file")
      }`,
    ],
    [
      "Memory",
      `buffers of ${formatMemory(plan.memory.budget)}; ${formatMemory(plan.memory.least)} would do`,
    ],
    ...fusionFacts(plan),
    ...exceptionFacts(plan),
  ]);
  yield* warningLines(plan.warnings);
  yield "";
  yield* fileLines(
    plan.shards.map(({ tensors, ...shard }) => ({ ...shard, tensors: tensors.length })),
  );
  yield "";
  yield* treeLines(foldNames(
    plan.shards.flatMap(({ tensors }) =>
      tensors.map(({ name, tensor }) => {
        const spec = `${tensor.dtype} ${formatShape(tensor.shape)}`;
        const making = makingOf(tensor);
        return { name, label: making === "" ? spec : `${spec} ${making}` };
      })
    ),
  ));
}

/** What a plan is about, in a line. */
export function planTitle({ from, to, modelType, plugin, container }: Plan): string {
  const what = printable(modelType ?? "unknown architecture");
  const way = from === undefined || to === undefined
    ? "other shards"
    : from === to
    ? `other shards, layout ${from} as it is`
    : `${from} to ${to}`;
  return `${what}, ${way}${
    plugin ? ` (plugin ${plugin.name} ${plugin.version})` : ""
  }, ${container}`;
}

/** What is not as it would be expected, and should be known before and after. */
export function exceptionFacts({ carried, excluded, ties, lossy }: Plan): Fact[] {
  const facts: Fact[] = [];
  const fact = (name: string, found: readonly string[], note: string) => {
    if (found.length > 0) {
      facts.push([name, `${counted(found.length, "tensor")}, ${note}: ${listNames(found)}`]);
    }
  };
  fact("Carried", carried, "which no rule knows, as they are");
  fact("Left out", excluded, "as asked");
  fact("Tied", ties.map(({ tensor, tiedTo }) => `${tensor} = ${tiedTo}`), "left out after a check");
  for (const [why, those] of Map.groupBy(lossy, ({ why }) => why)) {
    fact("Lossy", those.map(({ name }) => name), why);
  }
  return facts;
}

function fusionFacts(plan: Plan): Fact[] {
  const { fused, parted } = fusionsIn(plan);
  const { groups } = plan;
  const largest = groups.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  const found = [
    ...fused.into > 0
      ? [`${counted(fused.of, "tensor")} put together to ${counted(fused.into, "tensor")}`]
      : [],
    ...parted.into > 0
      ? [`${counted(parted.of, "tensor")} taken apart to ${counted(parted.into, "tensor")}`]
      : [],
    ...groups.length > 0
      ? [
        `${counted(groups.length, "group")} of up to ${
          formatByteSize(largest)
        } kept in one file each`,
      ]
      : [],
  ];
  return found.length === 0 ? [] : [["Fusion", found.join("; ")]];
}
