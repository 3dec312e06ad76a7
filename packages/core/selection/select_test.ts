import assert from "node:assert/strict";
import { OptionError } from "../errors.ts";
import { select } from "./select.ts";

const names = ["lm_head.weight", "model.layers.0.q.weight", "model.layers.10.q.bias"];
const tensors = new Map(names.map((name) => [name, name]));

Deno.test("select() takes what is included and not excluded, dots and all", () => {
  const cases: [include: string[], exclude: string[], selected: number[]][] = [
    [[], [], [0, 1, 2]],
    [["*"], [], [0, 1, 2]],
    [["model.*"], [], [1, 2]],
    [[], ["*.bias"], [0, 1]],
    [["model.layers.?.*", "lm_head.*"], [], [0, 1]],
    [["model.layers.{0,10}.q.*"], ["*.weight"], [2]],
    [["model.layers.{1..31}.*"], [], [2]],
    [["model.layers.{0..3,10}.*"], [], [1, 2]],
  ];
  for (const [include, exclude, selected] of cases) {
    const answer = select(tensors, { include, exclude });
    assert.deepEqual([...answer.selected.keys()], selected.map((i) => names[i]));
    assert.deepEqual(answer.excluded, names.filter((_, i) => !selected.includes(i)));
  }
});

Deno.test("select() refuses a glob that fits nothing, and to leave nothing", () => {
  assert.throws(
    () => select(tensors, { exclude: ["models.*"] }),
    /"models\.\*": none of the 3 tensors/,
  );
  assert.throws(() => select(tensors, { exclude: ["*"] }), OptionError);
});
