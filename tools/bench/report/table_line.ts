/**
 * A row's measurements as a line of a table.
 *
 * @module
 */
import type { Cost } from "../measure/timed.ts";
import { MIB, type Target } from "../rows/row.ts";
import type { Measured } from "../run_row.ts";
import { median, medianOfRatios, spreadOf } from "./statistics.ts";

export const COLUMNS = [
  "row",
  "work",
  "wall",
  "yardstick",
  "ratio",
  "in pairs",
  "CPU",
  "peak",
  "of the bus",
  "to reach",
] as const;

const NONE = "–";

/** The cells of a row that was measured, on a machine whose bus moves `bus` bytes a second. */
export function measuredLine(measured: Measured, bus: number): string[] {
  const { row, ours, theirs, moved, limitedBy } = measured;
  const work = limitedBy === undefined ? row.work : `${row.work} (${limitedBy})`;
  const [wall, wallOfTheirs] = [ours.map(wallOf), theirs.map(wallOf)];
  const figures = figuresOf(measured);
  const hasTheirs = row.yardstick !== undefined;
  return [
    `\`${row.name}\``,
    work,
    inSeconds(wall),
    hasTheirs ? `${row.yardstick.title} ${inSeconds(wallOfTheirs)}` : NONE,
    hasTheirs ? figures.ratio!.toFixed(2) : NONE,
    hasTheirs ? medianOfRatios(wall, wallOfTheirs).toFixed(2) : NONE,
    hasTheirs ? `${cpuSeconds(ours)} / ${cpuSeconds(theirs)} s` : `${cpuSeconds(ours)} s`,
    `${Math.ceil(figures.peak / MIB)} MiB`,
    row.ours.writes || hasTheirs ? percent(moved / bus / figures.wall) : NONE,
    reached(row.target, figures),
  ];
}

/** The cells of a row that could not be measured. */
export function missingLine({ row }: Pick<Measured, "row">, why: string): string[] {
  const rest = COLUMNS.slice(3).map(() => NONE);
  return [`\`${row.name}\``, row.work, `not measured: ${why}`, ...rest];
}

/** What targets are held against. */
interface Figures {
  readonly ratio?: number;
  readonly wall: number;
  readonly peak: number;
}

/** Medians; of the peaks the greatest. */
export function figuresOf({ ours, theirs }: Pick<Measured, "ours" | "theirs">): Figures {
  const wall = median(ours.map(wallOf));
  const peak = Math.max(...ours.map(({ peak }) => peak));
  if (theirs.length === 0) return { wall, peak };
  return { wall, peak, ratio: wall / median(theirs.map(wallOf)) };
}

/** Each part of a target, and whether it is met. */
export function reached(target: Target, { ratio, wall, peak }: Figures): string {
  const parts = [
    target.ratio === undefined ? [] : [`≤ ${target.ratio}`, ratio! <= target.ratio],
    target.wall === undefined ? [] : [`≤ ${target.wall} s`, wall <= target.wall],
    target.peak === undefined ? [] : [`≤ ${target.peak / MIB} MiB`, peak <= target.peak],
  ].filter(({ length }) => length > 0);
  return parts.map(([what, isMet]) => `${what} ${isMet ? "met" : "**missed**"}`).join(", ") || NONE;
}

function wallOf({ wall }: Cost): number {
  return wall;
}

function cpuSeconds(costs: readonly Cost[]): string {
  return median(costs.map(({ user, system }) => user + system)).toFixed(2);
}

function inSeconds(numbers: readonly number[]): string {
  const { median, least, most } = spreadOf(numbers);
  if (numbers.length === 1) return `${median.toFixed(2)} s`;
  return `${median.toFixed(2)} s (${least.toFixed(2)}–${most.toFixed(2)})`;
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}
