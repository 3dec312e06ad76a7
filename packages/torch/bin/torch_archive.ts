/**
 * The zip format of `torch.save` (torch 1.6 and later): a pickle, and one entry per storage.
 *
 * @module
 */
import { MalformedCheckpointError, printable, quoteName } from "@tensorferry/core";
import { MAX_PICKLE_BYTES } from "../pickle/limits.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { stateDictDialect } from "../state_dict/dialect.ts";
import type { StoragePlace } from "../state_dict/leaf_of.ts";
import type { Storage } from "../state_dict/torch_object.ts";
import type { Archive, ArchivePlace, ZipEntry } from "../zip/archive.ts";
import { locatePayload } from "../zip/local_header.ts";
import { readArchive } from "../zip/read_archive.ts";
import { readPayload } from "../zip/read_payload.ts";
import type { TorchFile } from "./torch_file.ts";

/** Versions of the format that torch 2.13 reads (`caffe2/serialize/versions.h`): from its first to its last. */
const VERSIONS = { first: 1, last: 10 } as const;

/** Bytes of an entry that holds one word. */
const MAX_WORD_BYTES = 32;

/**
 * Opens an archive, reading its directory and its pickle.
 *
 * @param source Index of its source, as leaves count them.
 * @throws ZipError, PickleError or MalformedCheckpointError when it is not what `torch.save` writes.
 */
export async function openTorchArchive(place: ArchivePlace, source: number): Promise<TorchFile> {
  const archive = await readArchive(place);
  const prefix = prefixOf(archive);
  await checkVersion(archive, prefix);
  const bigEndian = await isBigEndian(archive, prefix);
  const pickle = archive.entries.get(`${prefix}data.pkl`)!;
  const { bytes, position } = await readPayload(archive, pickle, MAX_PICKLE_BYTES);
  const { value } = unpickle(bytes, stateDictDialect(), { name: place.source.name, position });
  const places = new Map<string, StoragePlace>();
  async function locate(storage: Storage): Promise<StoragePlace> {
    const entry = payloadEntry(archive, prefix, storage);
    let found = places.get(entry.name);
    if (found === undefined) {
      const position = await locatePayload(archive, entry);
      found = { source, position, byteLength: entry.byteLength, bigEndian };
      places.set(entry.name, found);
    }
    return found;
  }
  return { root: value, locate };
}

/** The folder that everything in the archive lies in: torch names it after the file that it was saved to. */
function prefixOf(archive: Archive): string {
  const pickles = [...archive.entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw malformed(
      archive,
      `it has ${pickles.length} entries called data.pkl, and what torch.save writes has one`,
    );
  }
  const prefix = pickle.slice(0, -"data.pkl".length);
  const stray = [...archive.entries.keys()].find((name) => !name.startsWith(prefix));
  if (stray !== undefined) {
    throw malformed(
      archive,
      `entry ${quoteName(stray)} is outside the folder of its pickle, ${quoteName(prefix)}`,
    );
  }
  if (archive.entries.has(`${prefix}constants.pkl`)) {
    throw malformed(
      archive,
      "it is a TorchScript program, not a state dict. Load it with torch.jit and save its state dict",
    );
  }
  return prefix;
}

async function checkVersion(archive: Archive, prefix: string): Promise<void> {
  const text = await readWord(archive, `${prefix}version`) ??
    await readWord(archive, `${prefix}.data/version`);
  const version = Number(text);
  if (text !== undefined && version >= VERSIONS.first && version <= VERSIONS.last) return;
  throw malformed(
    archive,
    text === undefined
      ? "it has no entry called version"
      : `it is of version ${
        quoteName(text)
      }, and ${VERSIONS.last} is the last that torch 2.13 reads`,
  );
}

/** torch 2.1 and later mark the order of bytes; before, all was little-endian but on machines that hardly anyone had. */
async function isBigEndian(archive: Archive, prefix: string): Promise<boolean> {
  const order = await readWord(archive, `${prefix}byteorder`) ?? "little";
  if (order === "little" || order === "big") return order === "big";
  throw malformed(archive, `its byte order is called ${quoteName(order)}`);
}

async function readWord(archive: Archive, name: string): Promise<string | undefined> {
  const entry = archive.entries.get(name);
  if (entry === undefined) return undefined;
  const { bytes } = await readPayload(archive, entry, MAX_WORD_BYTES);
  return new TextDecoder().decode(bytes).trim();
}

function payloadEntry(archive: Archive, prefix: string, { key, of, elements }: Storage): ZipEntry {
  const entry = archive.entries.get(`${prefix}data/${key}`);
  const bytes = elements * of.bytes;
  if (entry?.byteLength === bytes) return entry;
  throw malformed(
    archive,
    `storage ${quoteName(key)} of ${bytes} bytes is ${
      entry === undefined ? "not in it" : `there with ${entry.byteLength}`
    }. The file has been altered; fetch it again`,
  );
}

function malformed(archive: Archive, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(printable(archive.source.name), why);
}
