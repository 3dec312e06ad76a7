/**
 * The `.metadata` of a checkpoint, as `FileSystemWriter.finish` of torch 2.13 writes it (`torch/distributed/checkpoint/filesystem.py`),
 * but for the path and the random id of the save, which torch does not ask for.
 *
 * @module
 */
import { type DType, naturalOrder, type Shape, type TensorPart } from "@tensorferry/core";
import { OP, type PickleWriter, pickleWriter } from "../../pickle/pickle_writer.ts";

/** A part of a tensor, and the item of a file that holds it. */
export interface WrittenItem {
  readonly tensor: TensorPart;
  readonly file: string;
  /** Where it begins in the file, in bytes. */
  readonly position: number;
  readonly byteLength: number;
}

interface WrittenTensor {
  readonly dtype: DType;
  /** Of the whole. */
  readonly shape: Shape;
  readonly chunks: WrittenItem[];
}

const MODULE = "torch.distributed.checkpoint.metadata";
/** `CURRENT_DCP_VERSION`. */
const VERSION = "1.0.0";
/** Items that Python adds to a list or dict at a time (`Pickler._BATCHSIZE`). */
const BATCH = 1000;

/** The `.metadata` of items in the order of their ranks, and within a rank in that of its file. */
export function writeMetadata(items: readonly WrittenItem[]): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, WrittenTensor>();
  for (const item of items) {
    const { name, dtype, shape, part } = item.tensor;
    const known = tensors.get(name);
    if (known !== undefined) known.chunks.push(item);
    else tensors.set(name, { dtype, shape: part?.shape ?? shape, chunks: [item] });
  }
  const pickle = pickleWriter();
  object(pickle, MODULE, "Metadata", {
    state_dict_metadata: () =>
      dict(pickle, tensors, (name, tensor) => {
        pickle.text(name);
        writeTensor(pickle, tensor);
      }),
    planner_data: () =>
      dict(pickle, naturalOrder(tensors.keys()).entries(), (_, name) => {
        pickle.text(name);
        pickle.text(name);
        pickle.op(OP.tuple1);
      }),
    storage_data: () => {
      const numbers = new Map<string, number>();
      dict(pickle, items.entries(), (_, item) => {
        const { name } = item.tensor;
        const number = numbers.get(name) ?? 0;
        numbers.set(name, number + 1);
        writePlace(pickle, item, number);
      });
    },
    storage_meta: () =>
      object(pickle, MODULE, "StorageMeta", {
        checkpoint_id: () => pickle.op(OP.none),
        save_id: () => pickle.op(OP.none),
        load_id: () => pickle.op(OP.none),
        modules: () => pickle.op(OP.emptyList),
      }),
    version: () => pickle.text(VERSION),
  });
  return pickle.end();
}

function writeTensor(pickle: PickleWriter, { dtype, shape, chunks }: WrittenTensor): void {
  object(pickle, MODULE, "TensorStorageMetadata", {
    properties: () => writeProperties(pickle, dtype),
    size: () => size(pickle, shape),
    chunks: () => {
      pickle.op(OP.emptyList);
      batched(pickle, OP.appends, chunks, ({ tensor }) => {
        object(pickle, MODULE, "ChunkStorageMetadata", {
          offsets: () => size(pickle, offsetsOf(tensor)),
          sizes: () => size(pickle, tensor.shape),
        });
      });
    },
  });
}

/** An object whose state is the tuple of its dtype, layout, requires_grad, memory format and pin_memory. */
function writeProperties(pickle: PickleWriter, dtype: DType): void {
  newObject(pickle, MODULE, "TensorProperties");
  pickle.op(OP.mark);
  pickle.global("torch", dtype);
  pickle.global("torch.serialization", "_get_layout");
  pickle.text("torch.strided");
  pickle.op(OP.tuple1 + OP.reduce + OP.newFalse);
  pickle.global(MODULE, "_MEM_FORMAT_ENCODING");
  const contiguous = 0;
  pickle.int(contiguous);
  pickle.op(OP.tuple1 + OP.reduce + OP.newFalse + OP.tuple + OP.build);
}

function writePlace(pickle: PickleWriter, item: WrittenItem, number: number): void {
  const { tensor, file, position, byteLength } = item;
  object(pickle, MODULE, "MetadataIndex", {
    fqn: () => pickle.text(tensor.name),
    index: () => pickle.int(number),
    offset: () => size(pickle, offsetsOf(tensor)),
  });
  object(pickle, "torch.distributed.checkpoint.filesystem", "_StorageInfo", {
    relative_path: () => pickle.text(file),
    offset: () => pickle.int(position),
    length: () => pickle.int(byteLength),
  });
}

function offsetsOf({ shape, part }: TensorPart): readonly number[] {
  return part?.offsets ?? shape.map(() => 0);
}

/** An object whose state is a dict of these attributes. */
function object(
  pickle: PickleWriter,
  module: string,
  name: string,
  attributes: Readonly<Record<string, () => void>>,
): void {
  newObject(pickle, module, name);
  dict(pickle, Object.entries(attributes), (attribute, write) => {
    pickle.text(attribute);
    write();
  });
  pickle.op(OP.build);
}

function newObject(pickle: PickleWriter, module: string, name: string): void {
  pickle.global(module, name);
  pickle.op(OP.emptyTuple + OP.newObject);
}

/** A dict, of which `write` writes each key and value. */
function dict<K, V>(
  pickle: PickleWriter,
  entries: Iterable<readonly [K, V]>,
  write: (key: K, value: V) => void,
): void {
  pickle.op(OP.emptyDict);
  batched(pickle, OP.setItems, entries, (entry) => write(...entry));
}

/** Writes items, and adds so many at a time to what lies below them that no reader's stack is too small. */
function batched<T>(
  pickle: PickleWriter,
  add: string,
  items: Iterable<T>,
  write: (item: T) => void,
): void {
  let waiting = 0;
  for (const item of items) {
    if (waiting === 0) pickle.op(OP.mark);
    write(item);
    waiting++;
    if (waiting < BATCH) continue;
    pickle.op(add);
    waiting = 0;
  }
  if (waiting > 0) pickle.op(add);
}

function size(pickle: PickleWriter, sizes: readonly number[]): void {
  pickle.global("torch", "Size");
  pickle.sizes(sizes);
  pickle.op(OP.tuple1 + OP.reduce);
}
