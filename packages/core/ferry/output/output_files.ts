/**
 * The files of a destination: those that will be there, those that go, and those that may not stay.
 *
 * @module
 */
import { type Checkpoint, CONFIG_FILE } from "../../io/checkpoint.ts";
import type { Container, ContainerWriter } from "../../io/container.ts";
import { MANIFEST_FILE } from "../../manifest/manifest.ts";
import { partOf } from "../../plan/part.ts";
import type { Plan } from "../../plan/plan.ts";

/** What is written beside the tensors. */
export interface OutputFiles {
  /** Every name, in the order in which files are put in place. */
  readonly names: readonly string[];
  /** Where the container has one. */
  readonly index: ReturnType<ContainerWriter["index"]>;
}

/** The files of a plan: what makes them a checkpoint comes last. */
export function outputFiles(
  { shards }: Plan,
  { companions }: Checkpoint,
  writer: ContainerWriter,
): OutputFiles {
  const index = writer.index(
    shards.map(({ file, tensors }) => ({ file, tensors: tensors.map(partOf) })),
  );
  const names = [
    ...companions,
    MANIFEST_FILE,
    ...shards.map(({ file }) => file),
    ...index === undefined ? [] : [index.file],
  ];
  return { names, index };
}

/** What in a destination is replaced: checkpoints of these families, and what goes with them. */
export function replacedBy(
  companions: readonly string[],
  destination: string,
  families: ReadonlySet<Container>,
): (names: readonly string[]) => string[] {
  // A config that stays from another checkpoint would be taken for this one's.
  const beside = new Set([...companions, CONFIG_FILE, MANIFEST_FILE]);
  return (names) => [
    ...new Set([
      ...[...families].flatMap((family) => family.claims(destination, names)),
      ...names.filter((name) => beside.has(name)),
    ]),
  ];
}

/**
 * Those among the names of a folder's files for which a checkpoint in it would not be what is opened, or could not be.
 *
 * @param own the names of the checkpoint's files.
 * @param families in the order in which they are tried: those after the checkpoint's own are not asked.
 */
export function takenInstead(
  names: readonly string[],
  own: ReadonlySet<string>,
  container: Container,
  families: readonly Container[],
): string[] {
  const at = families.findIndex(({ name }) => name === container.name);
  const before = at === -1 ? families : families.slice(0, at);
  return [
    ...new Set([
      ...before.flatMap((family) => family.takes(names)),
      ...container.takes(names).filter((name) => !own.has(name)),
    ]),
  ];
}
