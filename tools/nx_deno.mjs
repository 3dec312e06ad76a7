/**
 * Tells nx what a Deno workspace says already: each member is a project, and its imports are its dependencies.
 *
 * Plain JavaScript, because nx loads a plugin before anything could strip its types.
 *
 * @module
 */
// deno-lint-ignore-file explicit-module-boundary-types
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The Deno that runs nx, so that a machine without `deno` on its PATH uses the same one throughout. */
const DENO = JSON.stringify(process.execPath);

/** What tests may do: all touch files, and those of programs start them. */
const TEST_RIGHTS = "--allow-read --allow-write";
const PROGRAM_TEST_RIGHTS = `${TEST_RIGHTS} --allow-run=${DENO}`;
/** Those of faults make a full disk, a limit of file sizes and a fifo with the system's own commands; others serve plugins. */
const FAULT_TEST_RIGHTS =
  `${PROGRAM_TEST_RIGHTS},mount,umount,prlimit,mkfifo --allow-sys=statfs --allow-net=127.0.0.1`;
/** Those of the sandbox serve plugins on this machine, and look whether one gets at what is served. */
const SANDBOX_TEST_RIGHTS = `${PROGRAM_TEST_RIGHTS} --allow-net=127.0.0.1`;

function testRights(root) {
  if (root === "packages/sandbox") return SANDBOX_TEST_RIGHTS;
  if (/^(packages|plugins)\//.test(root)) return TEST_RIGHTS;
  return root === "tests" ? FAULT_TEST_RIGHTS : PROGRAM_TEST_RIGHTS;
}

/** Files that tests read though no import of theirs says so: the sandbox evaluates every plugin there is. */
function evaluated(root) {
  if (root !== "packages/sandbox") return [];
  return ["{workspaceRoot}/plugins/**/*", "{workspaceRoot}/examples/plugins/**/*"];
}

function readManifest(workspaceRoot, root) {
  return JSON.parse(readFileSync(join(workspaceRoot, root, "deno.json"), "utf8"));
}

/** A cached command, run in the member's folder. */
function target(cwd, command, inputs, outputs = []) {
  return {
    executor: "nx:run-commands",
    // nx forces colours on what it runs, even where no terminal is. Deno takes "" for no force.
    options: { command: `${DENO} ${command}`, cwd, env: { FORCE_COLOR: "" } },
    inputs: ["default", "^default", { runtime: `${DENO} --version` }, ...inputs],
    outputs,
    cache: true,
  };
}

function targetsOf(root) {
  const top = relative(root, ".");
  const report = `.reports/test/${root.replaceAll("/", "-")}.xml`;
  return {
    lint: target(root, "lint .", []),
    check: target(root, "check .", []),
    test: target(
      root,
      `test --doc --junit-path=${top}/${report} ${testRights(root)} . ${
        root === "tests" ? `${top}/README.md` : ""
      }`,
      [
        "fixtures",
        "{workspaceRoot}/README.md",
        "{workspaceRoot}/docs/plugins.md",
        ...evaluated(root),
      ],
      [`{workspaceRoot}/${report}`],
    ),
  };
}

export const name = "deno";

export const createNodesV2 = [
  "{packages/*,plugins/*,apps/*,examples,tests,tools}/deno.json",
  (files, _options, { workspaceRoot }) =>
    files.map((file) => {
      const root = dirname(file);
      const manifest = readManifest(workspaceRoot, root);
      const project = {
        name: manifest.name ?? root,
        root,
        targets: targetsOf(root),
        // The members without a name run the others as programs, whether they import them or not.
        implicitDependencies: manifest.name === undefined ? ["@tensorferry/*"] : [],
      };
      return [file, { projects: { [root]: project } }];
    }),
];

export function createDependencies(_options, { projects, workspaceRoot }) {
  return Object.entries(projects).flatMap(([source, { root }]) =>
    Object.keys(readManifest(workspaceRoot, root).imports ?? {})
      .filter((specifier) => specifier in projects)
      .map((target) => ({ source, target, sourceFile: `${root}/deno.json`, type: "static" }))
  );
}
