/**
 * Rows for the memory that conversions take, whatever the size of the model. Sources are holes; what is written is real.
 *
 * @module
 */
import { convert, transpose } from "./conversion.ts";
import { MIB, type Row } from "./row.ts";

const FUSE = { to: "transformers" };

const rows: readonly Omit<Row, "section" | "mostRuns">[] = [
  {
    name: "memory-quarter",
    work: "fuse, a quarter of the size",
    ours: convert("sparse-quarter", FUSE),
    target: { peak: 96 * MIB },
  },
  {
    name: "memory-whole",
    work: "fuse, the size",
    ours: convert("sparse-whole", FUSE),
    target: { peak: 96 * MIB },
  },
  {
    name: "memory-fourfold",
    work: "fuse, four times the size",
    ours: convert("sparse-fourfold", FUSE),
    target: { peak: 96 * MIB },
  },
  {
    name: "memory-tensor",
    work: "one tensor of twice the size, transposed",
    ours: transpose("one-tensor", { to: "transposed" }),
    target: { peak: 96 * MIB },
  },
  {
    name: "memory-32mib",
    work: "fuse with --memory 32MiB",
    ours: convert("sparse-whole", { ...FUSE, memory: "32MiB" }),
    target: { peak: 96 * MIB },
  },
  {
    name: "memory-limit",
    work: "fuse, four times the size, the operating system allows 128 MiB",
    ours: convert("sparse-fourfold", FUSE),
    limit: 128 * MIB,
    target: {},
  },
];

export const memory: readonly Row[] = rows.map((row) => ({
  ...row,
  section: "memory",
  mostRuns: 1,
}));
