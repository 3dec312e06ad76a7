/**
 * Changes to any file of a checkpoint, by what its name says that it is.
 *
 * @module
 */
import { joined, mutateBytes } from "./bytes.ts";
import { mutateJson } from "./json_text.ts";
import { mutatePickle } from "./pickle.ts";
import type { Random } from "./random.ts";
import { mutateSafetensors } from "./safetensors_file.ts";
import { mutateZip } from "./zip.ts";

/** The pickles that a stream of torch before 1.6 begins with. */
const PICKLES_OF_STREAM = 5;

/** Changes a file once. Most changes know what the file is made of; one in twelve does not care. */
export function mutateFile(
  name: string,
  file: Uint8Array,
  random: Random,
): Uint8Array<ArrayBuffer> {
  if (file.length === 0) return joined(new TextEncoder().encode("{}"));
  if (random.oneIn(12)) return mutateBytes(file, random);
  if (name.endsWith(".json")) {
    const text = new TextDecoder().decode(file);
    return new TextEncoder().encode(mutateJson(text, random));
  }
  if (name.endsWith(".safetensors")) return mutateSafetensors(file, random);
  if (name === ".metadata") return mutatePickle(file, random);
  if (file[0] === 0x50 && file[1] === 0x4b) return mutateZip(file, random);
  if (file[0] === 0x80) return mutatePickle(file, random, PICKLES_OF_STREAM);
  return mutateBytes(file, random);
}
