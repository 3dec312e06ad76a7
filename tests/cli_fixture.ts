/**
 * The command as its users meet it: a process, with the grants that its help asks for and no others.
 *
 * @module
 */
import { encodeSafetensors } from "@tensorferry/safetensors";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../apps/cli/main.ts", import.meta.url));

/** Where a process starts, and what Deno allows it. */
export interface Surroundings {
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly cwd?: string;
  /** Variables of its environment: it may ask for them and for HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it may start Deno again. */
  readonly run?: boolean;
  /** Nothing comes on standard input unless it is piped. */
  readonly stdin?: "piped" | "null";
}

/** What a process left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of a fixture's checkpoint as transformers wrote it. */
export function hfFixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}/hf`, import.meta.url));
}

/** Runs the command to its end. */
export async function tensorferry(
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Outcome> {
  const { code, stdout, stderr } = await prepared(args, surroundings).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts the command. */
export function startTensorferry(
  args: readonly string[],
  surroundings: Surroundings,
): Deno.ChildProcess {
  return prepared(args, surroundings).spawn();
}

/** Variables of the system's loader are set only by a program that may start any other, which a test may not. */
const WITH_ENVIRONMENT = `
  const { command: args, env } = JSON.parse(Deno.args[0]);
  Deno.exit((await new Deno.Command(Deno.execPath(), { args, env }).spawn().status).code);
`;

function prepared(
  args: readonly string[],
  { read = [], write = [], cwd, env, run = false, stdin = "null" }: Surroundings,
) {
  const grants = [
    ...read.length > 0 ? [`--allow-read=${read.join(",")}`] : [],
    ...write.length > 0 ? [`--allow-write=${write.join(",")}`] : [],
    ...env === undefined ? [] : [`--allow-env=${["HOME", ...Object.keys(env)].join(",")}`],
    ...run ? [`--allow-run=${Deno.execPath()}`] : [],
  ];
  const command = ["run", "--no-prompt", ...grants, MAIN, ...args];
  const isForLoader = Object.keys(env ?? {}).some((name) => name.startsWith("LD_"));
  return new Deno.Command(Deno.execPath(), {
    args: isForLoader ? ["eval", WITH_ENVIRONMENT, JSON.stringify({ command, env })] : command,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && !isForLoader && { env: { ...env } }),
    stdin,
    stdout: "piped",
    stderr: "piped",
  });
}

/** What the lines of a process's output are as JSON. */
export function jsonLines({ stdout }: Pick<Outcome, "stdout">): Record<string, unknown>[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** A folder for the length of a test. */
export function workFolder(): { path: (name: string) => string } & Disposable {
  const folder = Deno.makeTempDirSync({ prefix: "tensorferry-cli-" });
  return {
    path: (name) => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/** Copies a checkpoint to where a test may change it. */
export function copyCheckpoint(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
}

/** Makes a checkpoint of one small tensor for each name. */
export function writeNamed(folder: string, names: readonly string[]): void {
  mkdirSync(folder);
  const bytes = new Uint8Array([1, 2]);
  const tensors = names.map((name) => ({ name, dtype: "uint8" as const, shape: [2], bytes }));
  Deno.writeFileSync(join(folder, "model.safetensors"), encodeSafetensors(tensors));
}

/** Makes a checkpoint that takes seconds to copy and no room: its tensors are a hole in the file. */
export function writeSparse(folder: string, tensors: number, bytesEach: number): void {
  mkdirSync(folder);
  const entries = Array.from({ length: tensors }, (_, i) => [
    `t.${i}`,
    { dtype: "U8", shape: [bytesEach], data_offsets: [i * bytesEach, (i + 1) * bytesEach] },
  ]);
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const head = new Uint8Array(8 + header.length);
  new DataView(head.buffer).setBigUint64(0, BigInt(header.length), true);
  head.set(header, 8);
  const path = join(folder, "model.safetensors");
  Deno.writeFileSync(path, head);
  Deno.truncateSync(path, head.length + tensors * bytesEach);
}
