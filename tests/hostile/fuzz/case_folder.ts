/**
 * A folder in which one case after another lies.
 *
 * @module
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mutateBytes } from "../mutate/bytes.ts";
import { mutateFile } from "../mutate/file.ts";
import type { Random } from "../mutate/random.ts";
import type { Subject } from "./subjects.ts";

/** Content by name; nothing for a file that is taken away. */
type Changes = ReadonlyMap<string, Uint8Array | undefined>;

/** A copy of a subject. */
export interface CaseFolder extends Disposable {
  readonly path: string;
  /** Changes the copy as `random` has it, which {@link CaseFolder.restore} takes back. */
  mutate(random: Random): void;
  restore(): void;
  /** Names, sizes and times of all files: what writing would change. */
  state(): string;
}

/** Names under which a copy of a file turns up: those that readers choose by. */
const NAMES = [
  "model.safetensors",
  "model-00001-of-00001.safetensors",
  "consolidated.safetensors",
  "pytorch_model.bin",
  "a.pt",
  "x.safetensors.index.json",
  "x.bin.index.json",
  "index.json",
  "config.json",
  ".metadata",
  "__9_9.distcp",
  "shard-00009-model-00001-of-00003.safetensors",
];

const CONFIG = "config.json";

/** Copies a subject to a folder of its own. */
export function caseFolder({ folder, changed }: Subject): CaseFolder {
  const path = Deno.makeTempDirSync({ prefix: "tensorferry-fuzz-" });
  const sound = new Map(
    readdirSync(folder).sort().map((
      name,
    ) => [name, readFileSync(join(folder, name)) as Uint8Array]),
  );
  // torch saves no config. With that of the model, what opens can be planned.
  if (!sound.has(CONFIG)) sound.set(CONFIG, readFileSync(join(folder, "..", "hf", CONFIG)));
  const structured = [...sound.keys()].filter((name) => changed.test(name));
  const put = (changes: Changes) => {
    for (const [name, bytes] of changes) {
      if (bytes === undefined) rmSync(join(path, name), { force: true });
      else writeFileSync(join(path, name), bytes);
    }
  };
  put(sound);
  let last: Changes = new Map();
  return {
    path,
    mutate(random) {
      last = changesOf(sound, structured, random);
      put(last);
    },
    restore: () => put(new Map(Array.from(last.keys(), (name) => [name, sound.get(name)]))),
    state: () =>
      readdirSync(path).map((name) => {
        const { size, mtimeMs } = statSync(join(path, name));
        return `${name} ${size} ${mtimeMs}`;
      }).join("\n"),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}

function changesOf(
  sound: ReadonlyMap<string, Uint8Array>,
  structured: readonly string[],
  random: Random,
): Changes {
  const changes = new Map<string, Uint8Array | undefined>();
  const name = random.pick(structured);
  let bytes: Uint8Array = sound.get(name)!;
  for (let left = 1 + random.below(3); left > 0; left--) bytes = mutateFile(name, bytes, random);
  changes.set(name, bytes);
  if (!random.oneIn(6)) return changes;
  const [other, another] = [random.pick([...sound.keys()]), random.pick([...sound.keys()])];
  switch (random.below(4)) {
    case 0:
      return changes.set(other, undefined);
    case 1:
      return changes.set(other, sound.get(another)!).set(another, sound.get(other)!);
    case 2:
      return changes.set(random.pick(NAMES), sound.get(other)!);
    default:
      return changes.set(other, mutateBytes(sound.get(other)!, random));
  }
}
