/**
 * Several checkpoints as one.
 *
 * @module
 */
import { join } from "node:path";
import { OptionError, ShapeError } from "../errors.ts";
import type { Plugins } from "../layout/model.ts";
import { inLayoutOf } from "../layout/one_layout.ts";
import { quoteName } from "../text/printable.ts";
import { type LazyTensor, sameShape } from "../tensor/lazy_tensor.ts";
import { withSourcesFrom } from "../tensor/operations.ts";
import { type Checkpoint, CONFIG_FILE } from "./checkpoint.ts";
import { folderOf } from "./file_system.ts";

/**
 * Lays checkpoints over another: of tensors of one name the last one counts, wholly; names that the base lacks are added. So a model
 * is put together whose weights lie in several places, as one that is partly offloaded, and a model of which a part was trained.
 *
 * Where plugins are given, tensors in another layout than the base's are led to that first, so that fused experts take the place of
 * single ones. Small files are the base's; so is the config, unless it has none, and the last one is taken that there is. Small
 * files of the others are named among what is left behind.
 *
 * A tensor may have another dtype than the one whose place it takes, as the same model has at run time; a warning names those. Closing
 * the result closes all; where this throws, all are still open.
 *
 * @throws OptionError when one of them is a stream.
 * @throws ShapeError when a tensor has another shape than the one whose place it would take: it is of another model.
 * @throws MissingTensorsError when it takes more than an overlay has to make a tensor of the base's layout.
 *
 * @example One layer, trained further
 * ```ts
 * import { openCheckpoint, overlay, planConversion, writeCheckpoint } from "@tensorferry/core";
 * import { encodeSafetensors, safetensors } from "@tensorferry/safetensors";
 * import { deepEqual } from "node:assert/strict";
 * import { join } from "node:path";
 *
 * const folder = await Deno.makeTempDir();
 * const tensor = (name: string, byte: number) =>
 *   ({ name, dtype: "uint8", shape: [1], bytes: Uint8Array.of(byte) }) as const;
 * const [model, trained] = [join(folder, "model"), join(folder, "trained.safetensors")];
 * await Deno.mkdir(model);
 * await Deno.writeFile(join(model, "model.safetensors"), encodeSafetensors([tensor("a", 1), tensor("b", 2)]));
 * await Deno.writeFile(trained, encodeSafetensors([tensor("b", 3)]));
 *
 * const open = (path: string) => openCheckpoint(path, { containers: [safetensors] });
 * const checkpoint = overlay(await open(model), [await open(trained)]);
 * await writeCheckpoint(planConversion(checkpoint, { plugins: [] }), checkpoint, join(folder, "merged"));
 * checkpoint.close();
 *
 * const written = await Deno.readFile(join(folder, "merged", "model.safetensors"));
 * deepEqual([...written.slice(-2)], [1, 3]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function overlay(
  base: Checkpoint,
  over: readonly Checkpoint[],
  plugins: Plugins = [],
): Checkpoint {
  if (over.length === 0) return base;
  const all = [base, ...over];
  const stream = all.find(({ incoming }) => incoming !== undefined);
  if (stream !== undefined) {
    throw new OptionError(
      `Cannot lay ${stream.path} over another checkpoint, or one over it: a stream comes once, in its own order. ` +
        "Convert it to a folder first",
    );
  }
  const giver = base.config === undefined ? over.findLast(({ config }) => config) : undefined;
  const config = base.config ?? giver?.config;
  const sources = [...base.sources];
  const warnings = [...base.warnings];
  let tensors = base.tensors;
  for (const one of over) {
    const own = inLayoutOf(tensors, shifted(one.tensors, sources.length), config, plugins);
    const others = replaced(tensors, own, one.path);
    sources.push(...one.sources);
    warnings.push(...one.warnings.map((warning) => `${one.path}: ${warning}`), ...others);
    tensors = new Map([...tensors, ...own]);
  }
  const companions = giver === undefined
    ? base.companions
    : [...new Set([...base.companions, CONFIG_FILE])];
  return {
    ...base,
    sources,
    tensors,
    warnings,
    companions,
    leftBehind: [...base.leftBehind, ...over.flatMap((one) => leftBehindOf(one, companions))],
    overlays: over.flatMap(({ path, overlays = [] }) => [path, ...overlays]),
    ...(giver?.config !== undefined && { config: giver.config }),
    ...(giver?.configText !== undefined && { configText: giver.configText }),
    close() {
      for (const one of all) one.close();
    },
  };
}

function shifted(
  tensors: ReadonlyMap<string, LazyTensor>,
  first: number,
): ReadonlyMap<string, LazyTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name, withSourcesFrom(tensor, first)]));
}

/** Makes sure that tensors fit the places of those that they replace, and warns of those that will be of another dtype. */
function replaced(
  base: ReadonlyMap<string, LazyTensor>,
  over: ReadonlyMap<string, LazyTensor>,
  path: string,
): string[] {
  const others: string[] = [];
  for (const [name, { dtype, shape }] of over) {
    const old = base.get(name);
    if (old === undefined) continue;
    if (!sameShape(shape, old.shape)) {
      throw new ShapeError(
        `Cannot put ${
          quoteName(name)
        } of ${path} in its place: it has shape [${shape}], and what it would replace has ` +
          `[${old.shape}]. Check that both are of one model; to take it all the same, convert the base with --exclude first`,
        name,
      );
    }
    if (dtype !== old.dtype) others.push(`${quoteName(name)} (${dtype} for ${old.dtype})`);
  }
  if (others.length === 0) return [];
  const some = others.slice(0, 3).join(", ");
  return [
    `${path} has ${others.length} tensors of another dtype than those that they replace: ${some}${
      others.length > 3 ? ", …" : ""
    }`,
  ];
}

/** What lies beside the tensors of an overlay, and does not come from the base as well. */
function leftBehindOf(
  { path, companions, leftBehind }: Checkpoint,
  taken: readonly string[],
): string[] {
  const folder = folderOf(path);
  return [...companions.filter((name) => !taken.includes(name)), ...leftBehind]
    .map((name) => join(folder, name));
}
