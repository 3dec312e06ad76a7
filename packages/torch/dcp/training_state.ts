/**
 * Which tensors of a distributed checkpoint are the model's, and what they are called there.
 *
 * @module
 */
import type { DcpMetadata } from "./metadata/metadata.ts";

/** The tensors of the model, and what lies beside them. */
export interface Selection {
  /** Name in the model to name in the checkpoint. */
  readonly model: ReadonlyMap<string, string>;
  /** Names of tensors of the training state. */
  readonly training: readonly string[];
}

/**
 * What trainers call the state of everything but the model, as the first key or after `app`: torchtitan, the tutorials of torch,
 * accelerate, TorchTune and Lightning.
 */
const TRAINING =
  /^(optim|optims|optimizers?(_\d+)?|optimizer_states|lr_schedulers?|schedulers?|dataloaders?|train_state|trainer|callbacks|loops|rng|rng_states?|extra_state|grad_scaler|scaler)$/;

/** What they put beside the dict of the model as a tensor. */
const COUNTER = /^(steps?|epochs?|iterations?|tokens)$/;

/** What they call the dict that the model's own state dict lies in. */
const WRAPPER = /^(app|state|state_dict|model|model_state_dict|module)$/;

/**
 * Tells the model from the training state.
 *
 * The planner's paths say which dots of a name stand for a dict: `model.embed_tokens.weight` is a tensor of a model without a head
 * at the top, and of a model called `model` when it was saved within a dict. Without paths, no name is shortened.
 */
export function selectModel({ tensors, paths }: DcpMetadata): Selection {
  const training: string[] = [];
  const names: string[] = [];
  const liesInDict = paths.values().some(([first, ...rest]) =>
    rest.length > 0 && WRAPPER.test(first!)
  );
  for (const name of tensors.keys()) {
    const path = paths.get(name) ?? name.split(".");
    (isOfTraining(path, liesInDict) ? training : names).push(name);
  }
  const wrapper = wrapperOf(names.map((name) => paths.get(name) ?? [name]));
  return { model: new Map(names.map((name) => [name.slice(wrapper.length), name])), training };
}

/** Whether what lies at a path is of the training state, where the model does or does not lie in a dict of its own. */
function isOfTraining(path: readonly string[], liesInDict: boolean): boolean {
  const owner = (path[0] === "app" ? path[1] : path[0]) ?? "";
  // A name that is a path of its own, as torchtitan's are, is a parameter, whatever its module is called.
  return path.length > 1 ? TRAINING.test(owner) : liesInDict &&
    (TRAINING.test(owner) || COUNTER.test(owner));
}

/** The keys of dicts that all of these lie in, joined to a prefix of their names. */
function wrapperOf(paths: readonly (readonly string[])[]): string {
  let prefix = "";
  for (let depth = 0;; depth++) {
    const key = paths[0]?.[depth];
    const isShared = key !== undefined && WRAPPER.test(key) &&
      paths.every((path) => path.length > depth + 1 && path[depth] === key);
    if (!isShared) return prefix;
    prefix += `${key}.`;
  }
}
