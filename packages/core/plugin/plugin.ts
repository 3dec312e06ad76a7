/**
 * Plugins: what an architecture's tensors are, and how its layouts relate to each other, as data.
 *
 * @module
 */
import type { Rule } from "../rule/rule.ts";
import type { ModelConfig, Value } from "../rule/value.ts";

/** A tensor of the `hf` layout. */
export interface TensorDeclaration {
  /** Sizes per dimension, in elements. */
  readonly shape: readonly Value[];
  /** Where the tensor exists, in terms of the config and of the variables of its name; everywhere when absent. */
  readonly when?: Value;
  /** Whether it may be absent where `when` holds, and present where it does not. */
  readonly optional?: boolean;
  /** The tensor that this one shares its elements with, under a condition; it is then left out of `hf`. */
  readonly tied?: { readonly to: string; readonly when: Value };
}

/** What tensors an architecture has somewhere, as rules between that and `hf`. */
export interface Layout {
  /** One line on whose layout it is. */
  readonly description: string;
  /** Which models of the architecture have it; all when absent. */
  readonly when?: Value;
  readonly rules: readonly Rule[];
  /** Rules for names of earlier versions: they are read, and never written. */
  readonly older?: readonly Rule[];
  /** `same` when tensors without a rule have the same names as in `hf`. */
  readonly rest?: "same";
  /** `copied` when tied tensors are written out here; they are left out otherwise, as in `hf`. */
  readonly tied?: "copied";
}

/** What one family of architectures is to Tensorferry. Plain data: it survives `JSON.stringify`. */
export interface Plugin {
  readonly name: string;
  /** A semantic version. It is part of the identity of every plan. */
  readonly version: string;
  /** The `model_type`s of `config.json` that it serves. */
  readonly serves: { readonly model_type: readonly string[] };
  /** How many values each variable of a name takes, from 0 on. */
  readonly variables: Readonly<Record<string, Value>>;
  /** Every tensor of the `hf` layout, by name pattern. */
  readonly tensors: Readonly<Record<string, TensorDeclaration>>;
  /** The other layouts, by name. `hf` is there without being declared. */
  readonly layouts: Readonly<Record<string, Layout>>;
  /** Models of the architecture that its rules would not do justice to, such as quantised ones, and why, as half a sentence. */
  readonly refuses?: readonly { readonly when: Value; readonly why: string }[];
  /**
   * Configs to check the plugin with, one for each thing that they decide; only the keys that the plugin looks at are needed.
   * A conversion does not look at them.
   */
  readonly examples?: readonly ModelConfig[];
}
