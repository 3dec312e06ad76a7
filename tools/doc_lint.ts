/**
 * `deno doc --lint`, less its demand for a comment on every member of a documented type, and for what dependencies show.
 *
 * A class, function, type or constant that is exported must be documented and must not show a private type. A field may
 * be left to its name and type: `readonly dtype: DType` gains nothing from "The dtype".
 *
 * All entry points are linted at once, since a type that one package takes from another is private to neither.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** What is read of a deno.json. */
interface Manifest {
  readonly workspace: readonly string[];
  readonly name?: string;
  readonly exports: string | Readonly<Record<string, string>>;
}

/** What `deno doc --lint` found wrong with one thing, as it printed it. */
type Diagnostic = string;

const KIND_AND_PLACE = /^error\[(?<kind>[\w-]+)\].*\n\s*--> (?<path>.+):(?<line>\d+):\d+$/m;

/** Splits the report of `deno doc --lint`, printed without colours. */
function diagnosticsIn(report: string): Diagnostic[] {
  return report.split(/^(?=error)/m).filter((part) => part.startsWith("error["))
    .map((part) => part.trimEnd());
}

/** Whether it asks for a comment on a member, told by the indentation of the line it points to. */
function isAboutMember(
  diagnostic: Diagnostic,
  lineOf: (path: string, line: number) => string,
): boolean {
  const { kind, path, line } = KIND_AND_PLACE.exec(diagnostic)?.groups ?? {};
  return kind === "missing-jsdoc" && path !== undefined && /^\s/.test(lineOf(path, Number(line)));
}

/** Whether it is about what somebody else wrote, such as a type of a dependency that one of ours is made of. */
function isAboutDependency(diagnostic: Diagnostic): boolean {
  return /[\\/]node_modules[\\/]/.test(KIND_AND_PLACE.exec(diagnostic)?.groups?.["path"] ?? "");
}

/** The entry points of every published member. */
async function publishedEntries(root: URL): Promise<string[]> {
  const { workspace } = await readManifest(root);
  const entries = await Promise.all(workspace.map(async (member) => {
    const folder = new URL(`${member}/`, root);
    const { name, exports } = await readManifest(folder);
    if (name === undefined) return [];
    return (typeof exports === "string" ? [exports] : Object.values(exports))
      .map((entry) => fileURLToPath(new URL(entry, folder)));
  }));
  return entries.flat();
}

async function readManifest(folder: URL): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(new URL("deno.json", folder)));
}

/** Lints the documentation of these modules, prints what is wrong with it, and answers how much. */
async function lintDocumentation(entries: string[]): Promise<number> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...entries],
    env: { NO_COLOR: "1", FORCE_COLOR: "" },
    stdout: "null",
  }).output();
  if (success) return 0;
  const report = new TextDecoder().decode(stderr);
  const found = diagnosticsIn(report);
  if (found.length === 0) {
    throw new Error(`Cannot lint the documentation of ${entries.join(", ")}:\n${report}`);
  }
  const lineOf = (path: string, line: number) =>
    Deno.readTextFileSync(path).split("\n")[line - 1] ?? "";
  const wrong = found.filter((it) => !isAboutMember(it, lineOf) && !isAboutDependency(it));
  for (const diagnostic of wrong) console.error(`${diagnostic}\n`);
  return wrong.length;
}

if (import.meta.main) {
  const entries = Deno.args.length > 0
    ? Deno.args
    : await publishedEntries(new URL("../", import.meta.url));
  Deno.exitCode = await lintDocumentation(entries) === 0 ? 0 : 1;
}
