/**
 * Which layout a checkpoint has, told from its tensors.
 *
 * @module
 */
import { isTensorferryError, LayoutError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import { checkShapes } from "./check.ts";
import { leadToHf } from "./lead.ts";
import { isDeclared, layoutNamed, layoutsOf, type Model, within } from "./model.ts";
import { isUseOf } from "./bind_rules.ts";
import type { StateDict } from "./translate.ts";

/**
 * Tells which layout the tensors have.
 *
 * The layout that knows most of the names wins. Where several know as many, the shapes decide: the one by which the fewest
 * tensors have another shape than the config gives them. Layouts that make the same of every tensor are one and the same here,
 * and the first is taken, `hf` before all others.
 *
 * @param given What the user says it is. It is taken where names do not speak against it.
 * @throws LayoutError when no layout knows any name, when several remain that differ (a square matrix that one of them
 * transposes), or when tensors of two layouts lie side by side.
 */
export function detectLayout(tensors: StateDict, model: Model, given?: string): string {
  if (given !== undefined) layoutNamed(model, given);
  const knowing = [
    { name: "hf", known: knownToHf(tensors, model) },
    ...layoutsOf(model).map(([name, layout]) => ({ name, known: knownTo(layout, tensors, model) })),
  ];
  const most = Math.max(...knowing.map(({ known }) => known.size));
  if (most === 0) {
    throw new LayoutError(
      `Cannot tell the layout: none of the ${tensors.size} tensors, such as ${tensors.keys().next().value}, ` +
        `has a name of ${model.modelType} in ${knowing.map(({ name }) => name).join(", ")}`,
    );
  }
  const best = knowing.filter(({ known }) => known.size === most);
  if (given !== undefined && !best.some(({ name }) => name === given)) {
    const knows = knowing.find(({ name }) => name === given)!.known.size;
    throw new LayoutError(
      `Cannot read the tensors as layout ${given}: it knows ${knows} of their names, and ${
        best[0]!.name
      } ${most}. ` +
        `Leave --from out`,
    );
  }
  const fitting = given !== undefined
    ? best.filter(({ name }) => name === given)
    : best.length === 1
    ? best
    : fittest(best, tensors, model);
  const [chosen, ...others] = fitting;
  const { name: layout, known: own } = chosen!;
  const other = others.find(({ name }) => !alike(layout, name, tensors, model));
  if (other !== undefined) {
    throw new LayoutError(
      `Cannot tell layout ${layout} from ${other.name}: names and shapes fit both equally, and they differ in the order ` +
        `of elements. Say which it is with --from`,
    );
  }
  const rules = layoutNamed(model, layout);
  for (const { name, known } of knowing) {
    // A tensor of hf that the layout has no rule for keeps its name there, and is no sign of a second layout.
    const stray = [...known].find((tensor) =>
      !own.has(tensor) &&
      (isRuled(tensor, rules, model) || !isDeclared(model, tensor))
    );
    if (stray !== undefined) {
      throw new LayoutError(
        `Cannot convert tensors of two layouts at once: most are ${layout}, but ${stray} is ${name}. ` +
          `Leave one of them out with --exclude`,
      );
    }
  }
  return layout;
}

function knownToHf(tensors: StateDict, model: Model): ReadonlySet<string> {
  return new Set([...tensors.keys()].filter((name) => isDeclared(model, name)));
}

function knownTo(layout: Layout, tensors: StateDict, model: Model): ReadonlySet<string> {
  const isOwn = (name: string) =>
    model.uses(name).some(({ entries, bindings }) =>
      within(model, bindings) && entries.some((use) => isUseOf(use, layout, "layout"))
    );
  const isSame = (name: string) =>
    layout.rest === "same" && !isRuled(name, layout, model) &&
    isDeclared(model, name);
  return new Set([...tensors.keys()].filter((name) => isOwn(name) || isSame(name)));
}

/** Whether a rule of a layout leads to a name of `hf`. */
function isRuled(name: string, layout: Layout | undefined, model: Model): boolean {
  return layout !== undefined &&
    model.uses(name).some(({ entries }) => entries.some((use) => isUseOf(use, layout, "hf")));
}

/** The layouts by which the fewest tensors have another shape than the config gives them. */
function fittest<T extends { name: string }>(
  layouts: readonly T[],
  tensors: StateDict,
  model: Model,
): readonly T[] {
  const misfits = layouts.map(({ name }) => countMisfits(name, tensors, model));
  const fewest = Math.min(...misfits);
  return layouts.filter((_, i) => misfits[i] === fewest);
}

/** How many tensors have the wrong shape, taken to be in this layout; all and one more when they cannot be led from it. */
function countMisfits(name: string, tensors: StateDict, model: Model): number {
  try {
    const hf = leadToHf(tensors, model, name).tensors;
    return checkShapes(hf, model, new Set()).length;
  } catch (error) {
    if (isTensorferryError(error, "Shape", "MissingTensors", "NameClash", "Config")) {
      return tensors.size + 1;
    }
    throw error;
  }
}

/** Whether two layouts make the same of these tensors. */
function alike(a: string, b: string, tensors: StateDict, model: Model): boolean {
  const [one, two] = [a, b].map((name) => leadToHf(tensors, model, name).tensors);
  if (one!.size !== two!.size) return false;
  for (const [name, tensor] of one!) {
    if (JSON.stringify(two!.get(name)) !== JSON.stringify(tensor)) return false;
  }
  return true;
}
