/**
 * The format of `torch.save` before torch 1.6: five pickles, and the storages one after another (`_legacy_save` and `_legacy_load`
 * in `torch/serialization.py` of torch 2.13).
 *
 * @module
 */
import { type ByteSource, MalformedCheckpointError, printable, quoteName } from "@tensorferry/core";
import type { Dialect } from "../pickle/dialect.ts";
import { MAX_PICKLE_BYTES } from "../pickle/limits.ts";
import { isKind } from "../pickle/pickled.ts";
import { PickleError } from "../pickle/pickle_error.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { stateDictDialect } from "../state_dict/dialect.ts";
import type { StoragePlace } from "../state_dict/leaf_of.ts";
import type { Storage, TorchObject, TorchValue } from "../state_dict/torch_object.ts";
import type { TorchFile } from "./torch_file.ts";

/** The first pickle, an integer. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
/** The second. */
const PROTOCOL = 1001;
/** What is read first of a pickle whose length nothing says; four times as much when that was too little. */
const WINDOW_BYTES = 2 ** 18;
/** The number of elements before each storage. */
const COUNT_BYTES = 8;

/**
 * Opens a stream, reading its pickles and the length of each storage.
 *
 * @param index Index of the source, as leaves count them.
 * @throws PickleError or MalformedCheckpointError when it is not what `torch.save` wrote.
 */
export async function openTorchStream(source: ByteSource, index: number): Promise<TorchFile> {
  const storages = new Map<string, Storage>();
  const dialect = stateDictDialect((storage, site) => {
    const other = storages.get(storage.key);
    if (other !== undefined && (other.of !== storage.of || other.elements !== storage.elements)) {
      site.refuse(`says another thing of storage ${quoteName(storage.key)} than before`);
    }
    storages.set(storage.key, storage);
  });
  const stream = pickleStream(source);
  if (await stream.next(dialect) !== MAGIC) throw malformed(source, "its first number is another");
  const protocol = await stream.next(dialect);
  if (protocol !== PROTOCOL) throw malformed(source, `it is not of protocol ${PROTOCOL}`);
  // What machine wrote it; storages are little-endian whatever it says (`THPStorage_writeFileRaw`).
  await stream.next(dialect);
  const root = await stream.next(dialect);
  const keys = await stream.next(dialect);
  const places = await placesOf(source, index, storages, keys, stream.position());
  return {
    root,
    locate({ key }) {
      const place = places.get(key);
      if (place === undefined) throw malformed(source, `storage ${quoteName(key)} is not in it`);
      return place;
    },
  };
}

interface PickleStream {
  /** Reads the next pickle. */
  next(dialect: Dialect<TorchObject>): Promise<TorchValue>;
  /** Where the next one begins. */
  position(): number;
}

function pickleStream(source: ByteSource): PickleStream {
  let position = 0;
  async function next(dialect: Dialect<TorchObject>): Promise<TorchValue> {
    const rest = Math.min(source.byteLength - position, MAX_PICKLE_BYTES);
    for (let window = WINDOW_BYTES;; window *= 4) {
      const bytes = new Uint8Array(Math.min(window, rest));
      await source.read(position, bytes);
      try {
        const { value, byteLength } = unpickle(bytes, dialect, { name: source.name, position });
        position += byteLength;
        return value;
      } catch (error) {
        const tooShort = error instanceof PickleError && error.rule === "Truncated";
        if (!tooShort || window >= rest) throw error;
      }
    }
  }
  return { next, position: () => position };
}

/** Walks over the storages: each is the number of its elements and then they. */
async function placesOf(
  source: ByteSource,
  index: number,
  storages: ReadonlyMap<string, Storage>,
  keys: TorchValue,
  start: number,
): Promise<Map<string, StoragePlace>> {
  if (!isKind(keys, "list")) throw malformed(source, "it does not list its storages");
  const places = new Map<string, StoragePlace>();
  const count = new Uint8Array(COUNT_BYTES);
  let position = start;
  for (const key of keys.items) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    if (storage === undefined || places.has(storage.key)) {
      throw malformed(source, "it lists storages that its state dict does not have");
    }
    await source.read(position, count);
    const elements = Number(new DataView(count.buffer).getBigUint64(0, true));
    position += COUNT_BYTES;
    const byteLength = elements * storage.of.bytes;
    if (elements !== storage.elements || position + byteLength > source.byteLength) {
      throw malformed(
        source,
        `storage ${
          quoteName(storage.key)
        } has ${elements} elements at ${position} of ${source.byteLength} bytes, and ${storage.elements} are called for`,
      );
    }
    places.set(storage.key, { source: index, position, byteLength, bigEndian: false });
    position += byteLength;
  }
  if (position !== source.byteLength) {
    throw malformed(source, `${source.byteLength - position} bytes follow its last storage`);
  }
  return places;
}

function malformed(source: ByteSource, why: string): MalformedCheckpointError {
  return new MalformedCheckpointError(
    printable(source.name),
    `${why}. The file is incomplete or has been altered; compare its size with the original and fetch it again`,
  );
}
