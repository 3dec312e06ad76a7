import assert from "node:assert/strict";
import { andThen, inTurn, type Steps } from "./in_turn.ts";

Deno.test("steps that wait for nothing are done at once", () => {
  const done: number[] = [];
  const nothing: Promise<void>[] = [];
  function* steps(): Steps {
    done.push(1);
    yield* nothing;
    done.push(2);
  }
  assert.equal(inTurn(steps()), undefined);
  assert.deepEqual(done, [1, 2]);
});

Deno.test("a step begins after the one before it is done", async () => {
  const done: number[] = [];
  function* steps(): Steps {
    for (const step of [1, 2, 3]) {
      yield Promise.resolve().then(() => void done.push(step));
      assert.equal(done.at(-1), step);
    }
  }
  const pending = inTurn(steps());
  assert.deepEqual(done, []);
  await pending;
  assert.deepEqual(done, [1, 2, 3]);
});

Deno.test("a step that fails is the last", async () => {
  let reached = false;
  function* steps(): Steps {
    yield Promise.resolve();
    yield Promise.reject(new Error("no"));
    reached = true;
  }
  await assert.rejects(async () => await inTurn(steps()), /no/);
  assert.equal(reached, false);
});

Deno.test("what comes after waits only where there is something to wait for", async () => {
  assert.equal(andThen(undefined, () => {}), undefined);
  let second = false;
  await andThen(Promise.resolve(), () => void (second = true));
  assert(second);
});
