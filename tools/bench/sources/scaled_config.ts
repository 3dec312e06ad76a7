/**
 * Configs for models of a size that is asked for.
 *
 * @module
 */

/** The numbers of a config that its size depends on, and everything else in it. */
export interface SizedConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_experts?: number;
  readonly moe_intermediate_size?: number;
  readonly [field: string]: unknown;
}

/** Rows of an embedding come in multiples of this. */
const VOCAB_STEP = 64;

/** The same architecture `factor` times the size: so many more or fewer layers, and words. */
export function scaled(config: SizedConfig, factor: number): SizedConfig {
  const steps = Math.round(config.vocab_size * factor / VOCAB_STEP);
  return {
    ...config,
    vocab_size: VOCAB_STEP * Math.max(1, steps),
    num_hidden_layers: Math.max(1, Math.round(config.num_hidden_layers * factor)),
  };
}

/** One layer with so many experts that all gate and up projections, in one 16-bit tensor, have about these bytes. */
export function oneLayer(config: SizedConfig, bytes: number): SizedConfig {
  const expertBytes = 2 * 2 * config.moe_intermediate_size! * config.hidden_size;
  return {
    ...scaled(config, 0),
    num_experts: Math.max(1, Math.round(bytes / expertBytes)),
  };
}

/** The same layers, `factor` times as many. */
export function moreLayers(config: SizedConfig, factor: number): SizedConfig {
  return { ...config, num_hidden_layers: config.num_hidden_layers * factor };
}
