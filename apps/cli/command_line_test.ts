import assert from "node:assert/strict";
import { carryOut } from "./command_line.ts";
import { recordedSession } from "./testing/recorded_session.ts";

/** Carries out a command line, and keeps what is said. */
async function said(...args: string[]) {
  const { session, told } = recordedSession();
  const code = await carryOut(args, session);
  return { ...told, code };
}

Deno.test("carryOut() tells of a mistake in one line, before anything is done", async () => {
  const cases: [args: string[], says: string][] = [
    [["plan"], "Expected a `SRC`, but too few arguments."],
    [["convert", "a"], "Expected a `DST`, but too few arguments."],
    [["verify", "a", "b", "c"], "Unexpected option or subcommand: `c`."],
    [["plan", " "], "`SRC`: Path must not be empty."],
    [["plan", "a", "--config="], "`--config`: Path must not be empty."],
    [["plan", "a", "--plugin", ""], "`--plugin`: PLUGIN must not be empty."],
    [
      ["plan", "a", "--memory=-5"],
      '`--memory`: Cannot read "-5" as a size: write a number with kB, MB, GB, TB (decimal) or KiB, MiB, GiB, TiB (binary), such as 5GB or 64MiB.',
    ],
    [
      ["plan", "a", "--dtype", "int8"],
      '`--dtype`: Expected one of "keep", "float32", "bfloat16", and "float16", but got "int8".',
    ],
    [
      ["convert", "a", "b", "--threads", "0"],
      '`--threads`: Expected a value greater than or equal to 1, but got "0".',
    ],
    [["convert", "a", "b", "--sync"], "Unexpected option or subcommand: `--sync`."],
    [
      ["convert", "a", "b", "--dryRun"],
      "Unexpected option or subcommand: `--dryRun`. Did you mean `--dry-run`?",
    ],
    [["plugins", "lst"], "Unexpected option or subcommand: `lst`. Did you mean `list`?"],
    [["help", "bogus"], "Unexpected option or subcommand: `bogus`."],
    [
      ["completion", "tcsh"],
      '`SHELL`: Expected one of "bash", "zsh", "fish", "nu", and "pwsh", but got "tcsh".',
    ],
    [["completion", "tcsh", "x"], "Unexpected option or subcommand: `x`."],
    [["plan", "a", "--\x1b[1mx\ny"], "Unexpected option or subcommand: `--\\u001b[1mx y`."],
  ];
  for (const [args, says] of cases) {
    const err = `tensorferry: ${says} See tensorferry --help\n`;
    assert.deepEqual(await said(...args), { out: "", err, code: 2 });
    const { out, ...rest } = await said(...args, "--json");
    assert.deepEqual(rest, { err: "", code: 2 });
    const { event, tag, message, exitCode } = JSON.parse(out);
    assert.deepEqual({ event, tag, exitCode }, { event: "error", tag: "Usage", exitCode: 2 });
    assert.equal(message.replace(/\.$/, ""), says.replace(/\.$/, ""));
  }
});

Deno.test("carryOut() shows the same help however it is asked for", async () => {
  const help = await said("convert", "--help");
  assert.equal(help.code, 0);
  assert.deepEqual(await said("help", "convert"), help);
  assert.deepEqual(await said("help"), await said("--help"));
  assert.deepEqual(await said("help", "plugins", "add"), await said("plugins", "add", "--help"));
});

Deno.test("carryOut() answers shells with words, their meanings and what stands for files", async () => {
  const lines = async (...args: string[]) => (await said("completion", ...args)).out.split("\n");
  assert.deepEqual(await lines("bash", "plan", "a", "--state", ""), ["model", "all", ""]);
  assert.deepEqual(await lines("fish", "help", "lay"), [
    "layouts\tList the layouts, and which architectures have them.",
    "",
  ]);
  for (const shell of ["bash", "zsh", "fish", "nu", "pwsh"]) {
    assert.deepEqual(await lines(shell, "convert", "a", ""), ["__FILES__", ""]);
    assert.deepEqual(await lines(shell, "convert", "a", "--config=b"), ["__FILES__", ""]);
  }
  assert.deepEqual(await lines("zsh", "completion", "p"), ["pwsh\t", ""]);
});
