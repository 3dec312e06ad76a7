/**
 * Rows for the time that moving bytes takes, where the source has to be read from the disk.
 *
 * @module
 */
import { bareCopy, rehearsal } from "../programs.ts";
import { convert } from "./conversion.ts";
import { copyOf, MIB, type Row } from "./row.ts";

/** What two threads take that read whole files forward, write them, and do nothing else. */
const BARE: Row["ours"] = {
  reads: ["moe"],
  rehearsal: rehearsal(),
  writes: true,
  command: ({ source, out }) => bareCopy(source("moe"), out),
};

export const cold: readonly Row[] = [
  {
    name: "fuse-cold",
    work: "Qwen3-MoE, hf to transformers",
    section: "cold",
    cache: "cold",
    ours: convert("moe", { to: "transformers" }),
    yardstick: copyOf("moe"),
    target: { ratio: 0.75, peak: 96 * MIB },
  },
  {
    name: "bare-cold",
    work: "two threads that read and write, and do nothing besides",
    section: "cold",
    cache: "cold",
    ours: BARE,
    yardstick: copyOf("moe"),
    target: {},
  },
];
