/**
 * A plan for people.
 *
 * @module
 */
import {
  formatByteSize,
  type LazyTensor,
  type Plan,
  printable,
  wholeTensors,
} from "@tensorferry/core";
import type { PlanWithWaiting } from "../actions/waiting.ts";
import { foldNames } from "../fold/fold_names.ts";
import { treeLines } from "../fold/tree.ts";
import type { Screen } from "../output/screen.ts";
import { counted, formatMemory, formatShape, listNames } from "../output/words.ts";
import { fileLines } from "./file_table.ts";
import { type Fact, factLines, heading, warningLines } from "./lines.ts";
import { makingOf } from "./making.ts";
import { fusionsIn } from "./plan_counts.ts";

/** The lines that show a plan. */
export function* planLines(plan: PlanWithWaiting, screen: Screen): Generator<string> {
  const written = wholeTensors(plan);
  yield heading(screen, planTitle(plan));
  yield* factLines([
    ["Reads", `${formatByteSize(plan.bytesRead)} from ${counted(plan.sources.length, "file")}`],
    [
      "Writes",
      `${counted(written.size, "tensor")}, ${formatByteSize(plan.bytesWritten)} to ${
        counted(plan.shards.length, "file")
      }`,
    ],
    [
      "Memory",
      plan.waiting === undefined
        ? `buffers of ${formatMemory(plan.memory.budget)}; ${
          formatMemory(plan.memory.least)
        } would do`
        : `${formatMemory(plan.memory.budget)} for buffers and what waits`,
    ],
    ...waitingFacts(plan),
    ...fusionFacts(written.values(), plan.groups),
    ...exceptionFacts(plan),
  ]);
  yield* warningLines(plan.warnings);
  yield "";
  yield* fileLines(
    plan.shards.map(({ tensors, ...shard }) => ({ ...shard, tensors: tensors.length })),
  );
  yield "";
  yield* treeLines(foldNames(
    written.entries().map(([name, tensor]) => {
      const spec = `${tensor.dtype} ${formatShape(tensor.shape)}`;
      const making = makingOf(tensor);
      return { name, label: making === "" ? spec : `${spec} ${making}` };
    }),
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

/** What has to wait where the source is a stream. */
export function waitingFacts({ waiting }: PlanWithWaiting): Fact[] {
  if (waiting === undefined) return [];
  const { bytes, peak, memory, disk } = waiting;
  if (bytes === 0) return [["Waits", "nothing: what comes is written as it comes"]];
  const places = disk.peak === 0
    ? "in memory"
    : `${formatByteSize(memory.peak)} in memory, ${formatByteSize(disk.peak)} on disk, to which ${
      formatByteSize(disk.taken)
    } go in all`;
  return [[
    "Waits",
    `${formatByteSize(bytes)}, at most ${formatByteSize(peak)} at a time: ${places}`,
  ]];
}

function fusionFacts(written: Iterable<LazyTensor>, groups: Plan["groups"]): Fact[] {
  const { fused, parted } = fusionsIn(written);
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
