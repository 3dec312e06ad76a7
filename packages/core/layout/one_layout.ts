/**
 * Tensors from several places, in one layout.
 *
 * @module
 */
import { isTensorferryError } from "../errors.ts";
import type { ModelConfig } from "../rule/value.ts";
import { detectLayout } from "./detect.ts";
import { leadFromHf, leadToHf } from "./lead.ts";
import { bindModel, findPlugin, type Model, type Plugins } from "./model.ts";
import type { StateDict } from "./translate.ts";

/**
 * Leads tensors to the layout of others that they are to lie beside, where the two together would be of two layouts. Where that cannot
 * be told, as without a plugin, or they fit together as they are, they stay as they are.
 *
 * @throws MissingTensorsError when a tensor of that layout needs more than there is of it.
 */
export function inLayoutOf(
  base: StateDict,
  over: StateDict,
  config: ModelConfig | undefined,
  plugins: Plugins,
): StateDict {
  const model = config && told(() => bindModel(findPlugin(config, plugins), config));
  if (model === undefined) return over;
  const [from, to] = [layoutOf(over, model), layoutOf(base, model)];
  if (from === undefined || to === undefined || from === to) return over;
  // A part may have only names that two layouts share, and then be of the other's layout.
  if (layoutOf(new Map([...base, ...over]), model) !== undefined) return over;
  const hf = leadToHf(over, model, from);
  const whole = new Map(hf.tensors);
  // A tensor that is tied here need not be so in what it is laid over.
  for (const { tensor, both: [copy] } of hf.ties) whole.set(tensor, copy);
  return leadFromHf(whole, model, to).tensors;
}

function layoutOf(tensors: StateDict, model: Model): string | undefined {
  return tensors.size === 0 ? undefined : told(() => detectLayout(tensors, model));
}

/** What can be told; nothing where it cannot, of which whoever plans with the tensors tells. */
function told<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    if (isTensorferryError(error, "Layout", "Config")) return undefined;
    throw error;
  }
}
