import { LayoutError, MissingTensorsError } from "@tensorferry/core";
import assert from "node:assert/strict";
import { StoppedError } from "./signals.ts";
import { recordedSession, screenOf } from "./testing/recorded_session.ts";
import { tellTrouble } from "./trouble.ts";

/** Tells of an error to a session that keeps what it is told. */
function told(error: unknown, options: { json?: boolean; debug?: boolean } = {}) {
  const { session, told } = recordedSession();
  const code = tellTrouble(error, { json: false, debug: false, ...options }, session);
  return { ...told, code };
}

Deno.test("tellTrouble() tells in one line what was thrown on purpose", () => {
  const { out, err, code } = told(new LayoutError("Cannot read \x1b[31mred"));
  assert.deepEqual({ out, err, code }, {
    out: "",
    err: "tensorferry: Cannot read \\u001b[31mred\n",
    code: 4,
  });
});

Deno.test("tellTrouble() gives programs the fields of an error", () => {
  const { out, err } = told(new MissingTensorsError("Cannot find b", ["b"]), { json: true });
  assert.equal(err, "");
  assert.deepEqual(JSON.parse(out), {
    event: "error",
    tag: "MissingTensors",
    message: "Cannot find b",
    exitCode: 4,
    missing: ["b"],
  });
});

Deno.test("tellTrouble() asks to report a fault, and shows where it is only when asked", () => {
  const { err, code } = told(new TypeError("x is not a function"));
  assert.match(err, /^tensorferry: TypeError: x is not a function\. .*Please report it.*\n$/);
  assert.equal(code, 70);
  assert.match(told(new TypeError("x"), { debug: true }).err, /\n +at /);
});

Deno.test("tellTrouble() sees a refusal of Deno behind another error", () => {
  const cause = new Deno.errors.NotCapable(`Requires read access to "a"`);
  const { err, code } = told(new LayoutError("Cannot do it", { cause }));
  assert.equal(err, `tensorferry: Requires read access to "a"\n`);
  assert.equal(code, 2);
});

Deno.test("tellTrouble() keeps the exit code where nothing can be written any more", () => {
  const full = screenOf(() => {
    throw new Error("No space left on device");
  });
  let err = "";
  const open = screenOf((text) => void (err += text));
  const error = new LayoutError("Cannot do it");
  assert.equal(tellTrouble(error, { json: true, debug: false }, { out: full, err: open }), 4);
  assert.equal(err, "tensorferry: Cannot do it\n");
  assert.equal(tellTrouble(error, { json: true, debug: true }, { out: full, err: full }), 4);
});

Deno.test("tellTrouble() exits as shells expect of a signal", () => {
  assert.equal(told(new StoppedError("SIGTERM", 143)).code, 143);
});

Deno.test("tellTrouble() does not take a refusal of the system for a fault", async () => {
  const refusal = await Deno.readTextFile(".").catch((error) => error);
  const { err, code } = told(refusal);
  assert.match(err, /^tensorferry: .*directory.*\n$/);
  assert(!err.includes("report"));
  assert.equal(code, 3);
});
