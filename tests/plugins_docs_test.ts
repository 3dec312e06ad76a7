/**
 * The commands for plugins in docs/plugins.md and README.md, run one after another as they stand there.
 *
 * @module
 */
import type { Plugin } from "@tensorferry/core";
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  edit,
  exampleModule,
  type PluginUser,
  pluginUser,
  synthesizeExample,
} from "./plugins_fixture.ts";

const CLONE = fileURLToPath(new URL("../", import.meta.url));
const PAGES = ["docs/plugins.md", "README.md"]
  .map((path) => readFileSync(join(CLONE, path), "utf8")).join("\n");

/** A command of a block, and the lines below it. */
interface Shown {
  readonly command: string;
  readonly lines: readonly string[];
}

function blockOf(what: string): Shown[] {
  const [, text] = new RegExp(`<!-- ${what} -->\n\n\`\`\`console\n([^]*?)\`\`\``).exec(PAGES) ?? [];
  assert(text !== undefined, `no block is marked with ${what}`);
  return text.split(/^\$ /m).slice(1).map((shown) => {
    const [command, ...lines] = shown.trimEnd().split("\n");
    return { command: command!, lines };
  });
}

/** Asserts that lines are those that are shown, where `…` stands for any. */
function assertShown(lines: readonly string[], found: string): void {
  const pattern = lines
    .map((line) => `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", "[^]*?")}\n`)
    .join("").replaceAll("[^]*?\n", "[^]*?");
  assert.match(found, new RegExp(`^${pattern}$`));
}

/** Runs the commands of a block, and compares what they say. */
async function carryOut(
  user: PluginUser,
  block: readonly Shown[],
  cwd = user.project,
): Promise<void> {
  const rights = { read: [user.project, user.store, CLONE], cwd };
  for (const { command, lines } of block) {
    if (command === "echo >> mixtral/mod.ts") {
      appendFileSync(user.path("mixtral/mod.ts"), "\n");
      continue;
    }
    const [program, ...args] = command.replace(/^deno task /, "").split(" ");
    assert.equal(program, "tensorferry");
    const { code, stdout, stderr } = await user.run(args, rights);
    // What is said on the way to a success is not shown.
    const found = code === 0 ? stdout : stderr;
    assertShown(lines, found.replaceAll(user.project, "/you"));
  }
}

/** A user with a checkpoint of Mixtral, and its plugin in a folder of its own. */
async function mixtralUser(): Promise<PluginUser> {
  const user = pluginUser();
  mkdirSync(user.path("mixtral"));
  copyFileSync(exampleModule("mixtral"), user.path("mixtral/mod.ts"));
  const { default: plugin } = await import(`file://${exampleModule("mixtral")}`) as {
    readonly default: Plugin;
  };
  await synthesizeExample(plugin, user.path("Mixtral-8x7B"), "hf");
  return user;
}

Deno.test("a project is laid out as the page shows", async () => {
  using user = pluginUser();
  await carryOut(user, blockOf("laid out"));
});

Deno.test("a plugin is used as the page shows", async () => {
  using user = await mixtralUser();
  await carryOut(user, blockOf("used"));
});

Deno.test("a plugin of this repository is installed as the README shows", async () => {
  using user = pluginUser();
  await carryOut(user, blockOf("installed"), CLONE);
});

Deno.test("a plugin that changed is refused as the page shows", async () => {
  using user = await mixtralUser();
  await carryOut(user, blockOf("changed"));
});

Deno.test("two plugins for one architecture are told apart as the page shows", async () => {
  using user = await mixtralUser();
  cpSync(user.path("mixtral"), user.path("mixtral-fast"), { recursive: true });
  edit(user.path("mixtral-fast/mod.ts"), `name: "mixtral"`, `name: "mixtral-fast"`);
  await user.ok(["plugins", "add", "mixtral-fast/mod.ts"]);
  await carryOut(user, blockOf("two for one"));
});
