/**
 * The reference implementations, in a Python virtual environment of their own: `.oracle/`.
 *
 * Run, this file installs what `requirements.txt` pins, or does nothing where that was done before.
 *
 * @module
 */
// deno-lint-ignore-file no-console
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../.oracle", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("./requirements.txt", import.meta.url));
/** Holds the digest of the requirements that were installed. Written last. */
const STAMP = join(FOLDER, "installed");

/** The Python that has the reference implementations. */
export const PYTHON: string = Deno.build.os === "windows"
  ? join(FOLDER, "Scripts", "python.exe")
  : join(FOLDER, "bin", "python");

/** Minor versions of Python 3 that every requirement has wheels for. */
const OLDEST = 10;
const NEWEST = 14;

async function install(): Promise<void> {
  const digest = createHash("sha256").update(await Deno.readTextFile(REQUIREMENTS)).digest("hex");
  if (await readStamp() === digest && await minorVersion(PYTHON) !== undefined) return;
  const python = await findPython();
  console.log(`Installing the reference implementations into .oracle/ with ${python}`);
  await run(
    [python, "-m", "venv", "--clear", FOLDER],
    "Python's venv may be missing: on Debian and Ubuntu, apt install python3-venv",
  );
  await run(
    [PYTHON, "-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS],
    "See what pip says above",
  );
  await Deno.writeTextFile(STAMP, digest);
}

async function readStamp(): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(STAMP);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The first Python of a version that will do; the machine's default is asked first. */
async function findPython(): Promise<string> {
  const names = ["python3", "python"];
  for (let minor = NEWEST; minor >= OLDEST; minor--) names.push(`python3.${minor}`);
  for (const name of names) {
    const minor = await minorVersion(name);
    if (minor !== undefined && minor >= OLDEST && minor <= NEWEST) return name;
  }
  throw new Error(
    `Cannot find Python 3.${OLDEST} to 3.${NEWEST}: tried ${names.join(", ")}. Install one of them`,
  );
}

/** The minor version of a Python 3; nothing where there is none of that name. */
async function minorVersion(python: string): Promise<number | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(python, {
      args: [
        "-c",
        "import sys; print(sys.version_info.minor if sys.version_info.major == 3 else 0)",
      ],
    }).output();
    return success ? Number(new TextDecoder().decode(stdout)) : undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function run([program, ...args]: [string, ...string[]], hint: string): Promise<void> {
  const { success } = await new Deno.Command(program, { args, stdin: "null" }).spawn().status;
  if (!success) throw new Error(`Cannot run ${program} ${args.join(" ")}. ${hint}`);
}

if (import.meta.main) {
  try {
    await install();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
