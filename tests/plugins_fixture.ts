/**
 * A user who installs plugins: a folder of configs, a project, and code of others in it.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core";
import { synthesize } from "@tensorferry/harness";
import { encodeSafetensors } from "@tensorferry/safetensors";
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Outcome, type Surroundings, tensorferry, workFolder } from "./cli_fixture.ts";

/** The module of an example plugin. */
export function exampleModule(name: string): string {
  return fileURLToPath(new URL(`../examples/plugins/${name}/plugin.ts`, import.meta.url));
}

/** A user in a project. */
export interface PluginUser extends Disposable {
  /** The working directory. */
  readonly project: string;
  /** The folder of the user's store. */
  readonly store: string;
  /** The code of Mixtral's plugin, within the project. */
  readonly code: string;
  /** A path within the project. */
  readonly path: (name: string) => string;
  /** Runs the command with the rights to read and write the project and the configs, and to start Deno. */
  readonly run: (args: readonly string[], surroundings?: Surroundings) => Promise<Outcome>;
  /** The same, when it is to succeed: its standard output. */
  readonly ok: (args: readonly string[], surroundings?: Surroundings) => Promise<string>;
  /** The same, when it is to fail with an exit code: what it says. */
  readonly fails: (
    code: number,
    args: readonly string[],
    surroundings?: Surroundings,
  ) => Promise<string>;
}

/** A user for the length of a test, with the code of Mixtral's plugin and nothing installed. */
export function pluginUser(): PluginUser {
  const work = workFolder();
  const [configs, project] = [work.path("configs"), work.path("project")];
  mkdirSync(configs);
  mkdirSync(project);
  const code = join(project, "mixtral.ts");
  copyFileSync(exampleModule("mixtral"), code);
  const run = (args: readonly string[], surroundings: Surroundings = {}) =>
    tensorferry(args, {
      cwd: project,
      read: [project, configs],
      write: [project, configs],
      env: { XDG_CONFIG_HOME: configs },
      run: true,
      ...surroundings,
    });
  return {
    project,
    store: join(configs, "tensorferry"),
    code,
    path: (name) => join(project, name),
    run,
    async ok(args, surroundings) {
      const { code, stdout, stderr } = await run(args, surroundings);
      assert.equal(code, 0, stderr);
      return stdout;
    },
    async fails(expected, args, surroundings) {
      const { code, stdout, stderr } = await run(args, surroundings);
      assert.equal(code, expected, stderr + stdout);
      return stderr;
    },
    [Symbol.dispose]: () => work[Symbol.dispose](),
  };
}

/** Changes a file by its text. */
export function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, "utf8");
  const changed = text.replace(from, to);
  assert.notEqual(changed, text, `${from} is not in ${path}`);
  writeFileSync(path, changed);
}

/** Makes a checkpoint of a plugin's first example, in a layout. */
export async function synthesizeExample(
  plugin: Plugin,
  folder: string,
  layout: string,
): Promise<void> {
  const config = `${folder}.json`;
  writeFileSync(config, JSON.stringify(plugin.examples![0]));
  await synthesize(config, folder, { plugins: [plugin], layout });
}

/** The data of the only plugin that is installed in a store. */
export function installedData(store: string): Plugin {
  const folder = join(store, "plugins");
  const [file] = readdirSync(folder);
  return JSON.parse(readFileSync(join(folder, file!), "utf8"));
}

/** Writes a plugin of one tensor and no layout but hf. */
export function writePlugin(path: string, name: string, version: string, modelType: string): void {
  const plugin = {
    name,
    version,
    serves: { model_type: [modelType] },
    variables: {},
    tensors: { "embed.weight": { shape: [{ config: ["vocab_size"] }] } },
    layouts: {},
  };
  writeFileSync(path, `export default ${JSON.stringify(plugin)};\n`);
}

/** Runs Deno in a folder: its code, and all that it says. */
export async function deno(
  cwd: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Makes a checkpoint of one tensor, of a type of model. */
export function writeModel(folder: string, modelType: string): void {
  mkdirSync(folder);
  const config = { model_type: modelType, vocab_size: 2 };
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  const bytes = new Uint8Array(4);
  const tensor = { name: "embed.weight", dtype: "bfloat16" as const, shape: [2], bytes };
  writeFileSync(join(folder, "model.safetensors"), encodeSafetensors([tensor]));
}

/** A user with a model of type tiny, and two plugins for it. */
export function tinyUser(): PluginUser {
  const user = pluginUser();
  writeModel(user.path("model"), "tiny");
  writePlugin(user.path("one.ts"), "one", "1.0.0", "tiny");
  writePlugin(user.path("two.ts"), "two", "2.0.0", "tiny");
  return user;
}
