/**
 * Rows for what is done before a tensor is read.
 *
 * @module
 */
import { rehearsal, tensorferry } from "../programs.ts";
import type { SourceName } from "../sources/recipes.ts";
import { MIB, type Row, type Side, type Target } from "./row.ts";

/** A verb that reads only headers. */
function verb(args: readonly [verb: string, ...options: string[]], name?: SourceName): Side {
  const [verb, ...options] = args;
  return {
    reads: name === undefined ? [] : [name],
    rehearsal: rehearsal(),
    writes: false,
    command: ({ source }) =>
      tensorferry(verb, ...(name === undefined ? [] : [source(name)]), ...options),
  };
}

const MANY: Target = { wall: 1.5, peak: 250 * MIB };
const VERY_MANY: Target = { wall: 15 };
const PLAN = ["plan", "--to", "transformers"] as const;

const rows: readonly Omit<Row, "section">[] = [
  {
    name: "help",
    work: "tensorferry --help",
    ours: verb(["--help"]),
    target: { wall: 0.15 },
  },
  {
    name: "inspect-100k",
    work: "100,000 tensors inspected",
    ours: verb(["inspect"], "index-100k"),
    target: MANY,
  },
  {
    name: "plan-100k",
    work: "100,000 tensors planned",
    ours: verb(PLAN, "index-100k"),
    target: MANY,
  },
  {
    name: "inspect-1m",
    work: "a million tensors inspected",
    ours: verb(["inspect"], "index-1m"),
    target: VERY_MANY,
    mostRuns: 3,
  },
  {
    name: "plan-1m",
    work: "a million tensors planned",
    ours: verb(PLAN, "index-1m"),
    target: VERY_MANY,
    mostRuns: 3,
  },
];

export const headers: readonly Row[] = rows.map((row) => ({ ...row, section: "headers" }));
