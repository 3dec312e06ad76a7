/**
 * The command between pipes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hfFixture, type Outcome, startTensorferry, type Surroundings } from "../cli_fixture.ts";

/** What a process left behind whose output is data. */
export interface PipedOutcome extends Omit<Outcome, "stdout"> {
  readonly stdout: Uint8Array;
}

/** Runs the command with bytes on its standard input, which then ends. */
export async function piped(
  args: readonly string[],
  input: Uint8Array,
  surroundings: Surroundings = {},
): Promise<PipedOutcome> {
  const process = startTensorferry(args, { ...surroundings, stdin: "piped" });
  const [{ code, stdout, stderr }] = await Promise.all([process.output(), send(process, input)]);
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

/** Runs the command for the bytes that it prints. */
export async function printed(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<PipedOutcome> {
  const { code, stdout, stderr } = await startTensorferry(args, surroundings).output();
  return { code, stdout, stderr: new TextDecoder().decode(stderr) };
}

async function send(process: Deno.ChildProcess, input: Uint8Array): Promise<void> {
  const writer = process.stdin.getWriter();
  try {
    // In pieces, so that none waits for room that the other end does not make.
    for (let at = 0; at < input.length; at += 50_000) {
      await writer.write(input.subarray(at, at + 50_000));
    }
    await writer.close();
  } catch (error) {
    // The command has seen enough; its exit code tells why.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** A mixture of experts as transformers wrote it. */
export const MOE: string = hfFixture("qwen3-moe");

/** The path of its config, which a stream does not carry. */
export const MOE_CONFIG: string = join(MOE, "config.json");

/** The mixture of experts as the command sends it. */
export async function moeStream(): Promise<Uint8Array> {
  const { code, stdout, stderr } = await printed(["convert", MOE, "-"], { read: [MOE] });
  assert.equal(code, 0, stderr);
  return stdout;
}

/** The file of a checkpoint that has one; its bytes are those of a stream. */
export function fileIn(folder: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, "model.safetensors")));
}
