/**
 * What the bench can be asked for.
 *
 * @module
 */
import { parseByteSize } from "@tensorferry/core";
import { parseArgs } from "node:util";
import type { Row, Section } from "./rows/row.ts";
import { ROWS } from "./rows/rows.ts";

export const USAGE = `deno task bench [OPTION…]

  --rows GLOB    only rows of these names; may be given several times
  --runs 5       how often each row and its yardstick are run, in turn
  --size 4GB     about the bytes of a checkpoint
  --dir DIR      where checkpoints are made and written; in the folder for temporary files unless given
  --keep         leave the checkpoints there, for the next time
  --sync         the rows of speed, each side waiting for the disk
  --peers        what others take, where deno task test:oracle has made .oracle
  --list         name the rows and run nothing
  --json         print JSON
  --write        bring docs/performance.md up to date
`;

/** What was asked for. */
export interface Options {
  readonly rows: readonly Row[];
  readonly runs: number;
  /** Bytes. */
  readonly size: number;
  /** A folder of its own under that for temporary files where absent. */
  readonly dir: string | undefined;
  readonly keep: boolean;
  readonly list: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

/**
 * Reads the command line.
 *
 * @throws Error when it cannot be read, or names no row.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string", multiple: true, default: ["*"] },
      runs: { type: "string", default: "5" },
      size: { type: "string", default: "4GB" },
      dir: { type: "string" },
      keep: { type: "boolean", default: false },
      sync: { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`Cannot run ${values.runs} times`);
  const isAsked = (section: Section) =>
    (section === "synced") === values.sync && (section !== "peers" || values.peers);
  const known = ROWS.filter(({ section }) => isAsked(section));
  const rows = known.filter(({ name }) => values.rows.some((glob) => matches(name, glob)));
  if (rows.length === 0) {
    const names = known.map(({ name }) => name).join(", ");
    throw new Error(`Cannot find a row of the name ${values.rows.join(", ")} among ${names}`);
  }
  const { dir, keep, list, json, write } = values;
  return { rows, runs, size: parseByteSize(values.size), dir, keep, list, json, write };
}

/** Whether a name is one of those that a glob means, which has no other sign than `*`. */
function matches(name: string, glob: string): boolean {
  const pattern = glob.split("*").map((text) => RegExp.escape(text)).join(".*");
  return new RegExp(`^${pattern}$`).test(name);
}
