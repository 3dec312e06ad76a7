/**
 * Which layout a checkpoint has, told from its tensors.
 *
 * @module
 */
import { isTensorferryError, LayoutError } from "../errors.ts";
import type { Layout } from "../plugin/plugin.ts";
import { compareWithConfig } from "./check.ts";
import { leadToHf } from "./lead.ts";
import { within } from "./counts.ts";
import { hasDeclaration } from "./declared_tensors.ts";
import type { Side, Use, Uses } from "./known_names.ts";
import { layoutNamed, layoutsOf, type Model } from "./model.ts";
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
  const candidates = countKnown(tensors.keys(), model);
  const most = Math.max(...candidates.map(({ known }) => known));
  if (most === 0) {
    throw new LayoutError(
      `Cannot tell the layout: none of the ${tensors.size} tensors, such as ${tensors.keys().next().value}, ` +
        `has a name of ${model.modelType} in ${candidates.map(({ name }) => name).join(", ")}`,
    );
  }
  const best = candidates.filter(({ known }) => known === most);
  if (given !== undefined && !best.some(({ name }) => name === given)) {
    const knows = candidates.find(({ name }) => name === given)!.known;
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
  const { name } = chosen!;
  const other = others.find((other) => !alike(name, other.name, tensors, model));
  if (other !== undefined) {
    throw new LayoutError(
      `Cannot tell layout ${name} from ${other.name}: names and shapes fit both equally, and they differ in the order ` +
        `of elements. Say which it is with --from of plan and convert; to verify it, convert it to another layout first`,
    );
  }
  refuseMixture(tensors, chosen!, candidates, model);
  return name;
}

/** A layout that the tensors may have; `hf` has no rules. */
interface Candidate {
  readonly name: string;
  readonly layout: Layout | undefined;
  /** How many of the names it knows. */
  known: number;
}

function countKnown(names: Iterable<string>, model: Model): readonly Candidate[] {
  const layouts = [["hf", undefined] as const, ...layoutsOf(model)];
  const candidates = layouts.map(([name, layout]): Candidate => ({ name, layout, known: 0 }));
  for (const name of names) {
    const uses = model.uses(name);
    for (const candidate of candidates) if (knows(candidate, uses, model)) candidate.known++;
  }
  return candidates;
}

/** Refuses names that the layout does not know, and another does. */
function refuseMixture(
  tensors: StateDict,
  chosen: Candidate,
  candidates: readonly Candidate[],
  model: Model,
): void {
  if (chosen.known === tensors.size) return;
  const unknown = tensors.keys().filter((name) => !knows(chosen, model.uses(name), model))
    .toArray();
  for (const candidate of candidates) {
    // A tensor of hf that the layout has no rule for keeps its name there, and is no sign of a second layout.
    const stray = unknown.find((tensor) => {
      const uses = model.uses(tensor);
      return knows(candidate, uses, model) &&
        (isRuled(chosen, uses) || !hasDeclaration(model, uses));
    });
    if (stray !== undefined) {
      throw new LayoutError(
        `Cannot convert tensors of two layouts at once: most are ${chosen.name}, but ${stray} is ${candidate.name}. ` +
          `Leave one of them out with --exclude`,
      );
    }
  }
}

/** Whether a layout knows a name that can stand for this. */
function knows({ layout }: Pick<Candidate, "layout">, uses: Uses, model: Model): boolean {
  if (layout === undefined) return hasDeclaration(model, uses);
  const isOwn = uses.some(({ entries, variables }) =>
    within(model.counts, variables) && entries.some((use) => isUseOf(use, layout, "layout"))
  );
  return isOwn ||
    (layout.rest === "same" && !isRuled({ layout }, uses) && hasDeclaration(model, uses));
}

/** Whether a rule of a layout leads to a name of `hf`. */
function isRuled({ layout }: Pick<Candidate, "layout">, uses: Uses): boolean {
  return layout !== undefined &&
    uses.some(({ entries }) => entries.some((use) => isUseOf(use, layout, "hf")));
}

/** Whether a name stands on one side of a layout. Rules for earlier versions count only where the layout is read. */
function isUseOf(use: Use, layout: Layout, side: Side): boolean {
  return use.kind === "rule" && use.layout === layout && use.side === side &&
    !(use.older && side === "hf");
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
    return compareWithConfig(hf, model).misfits.size;
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
    const other = two!.get(name);
    if (other !== tensor && JSON.stringify(other) !== JSON.stringify(tensor)) return false;
  }
  return true;
}
