import assert from "node:assert/strict";
import { TORCH_DTYPES } from "../state_dict/torch_dtype.ts";
import { selectModel } from "./training_state.ts";

const TENSOR = { dtype: TORCH_DTYPES.get("uint8")!, shape: [], chunks: [] };

/** Names in the model, and those of the training state, of tensors that lay under these keys. */
function selected(paths: readonly (readonly string[])[], said = true) {
  const names = paths.map((path) => path.join("."));
  const { model, training } = selectModel({
    tensors: new Map(names.map((name) => [name, TENSOR])),
    values: [],
    paths: new Map(said ? paths.map((path, i) => [names[i]!, path]) : []),
    unused: 0,
  });
  return { model: [...model.keys()], training };
}

const CASES: readonly (readonly [
  what: string,
  paths: readonly (readonly string[])[],
  model: string[],
  training: string[],
])[] = [
  ["torchtitan", [["tok_embeddings.weight"], ["optimizer", "state", "w", "step"]], [
    "tok_embeddings.weight",
  ], ["optimizer.state.w.step"]],
  ["a model in a dict", [["model", "w"], ["model", "norm.w"], ["optim", "state.0"]], [
    "w",
    "norm.w",
  ], ["optim.state.0"]],
  [
    "Lightning with its numbered optimizers",
    [["state_dict", "model", "w"], [
      "optimizer_0",
      "state",
      "w",
      "exp_avg",
    ]],
    ["w"],
    ["optimizer_0.state.w.exp_avg"],
  ],
  ["tensors beside the dict of the model", [["model", "w"], ["rng_state"], ["step"]], ["w"], [
    "rng_state",
    "step",
  ]],
  ["a model of one module that is called as a counter is", [["w"], ["step"]], ["w", "step"], []],
  ["the AppState of the tutorials", [["app", "model", "w"], ["app", "optim", "state.w"]], ["w"], [
    "app.optim.state.w",
  ]],
  ["a model whose own names begin with model", [["model.embed_tokens.weight"], ["model.norm"]], [
    "model.embed_tokens.weight",
    "model.norm",
  ], []],
  ["both", [["model", "model.embed_tokens.weight"], ["model", "lm_head.weight"]], [
    "model.embed_tokens.weight",
    "lm_head.weight",
  ], []],
  ["a model of nested dicts", [["model", "norm", "w"], ["model", "head", "w"]], [
    "norm.w",
    "head.w",
  ], []],
  ["a model and its average", [["model", "w"], ["ema", "w"]], ["model.w", "ema.w"], []],
  ["a module that is called as a trainer's state is", [["optimizer.weight"]], [
    "optimizer.weight",
  ], []],
];
for (const [what, paths, model, training] of CASES) {
  Deno.test(`selectModel() tells the model from the rest: ${what}`, () => {
    assert.deepEqual(selected(paths), { model, training });
  });
}

Deno.test("selectModel() goes by the first part of a name where no path is said, and shortens none", () => {
  assert.deepEqual(selected([["model", "w"], ["optimizer", "state"]], false), {
    model: ["model.w"],
    training: ["optimizer.state"],
  });
});
