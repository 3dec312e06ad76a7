/**
 * Distributed checkpoints for tests.
 *
 * @module
 */
import type { Files } from "./files.ts";
import { bytesOfParts, dict, type Made, type Picklable, pickle, tuple } from "./pickler.ts";
import { torchArchive } from "./torch_save.ts";

/** A chunk: its box, and the file of `torch.save` that holds it. */
export interface ChunkFile {
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
  readonly item: Uint8Array;
  /** The file that it lies in; `__0_0.distcp` when absent. */
  readonly file?: string;
  readonly transforms?: readonly string[];
  /** Said to be its length. */
  readonly byteLength?: number;
}

/** A tensor by its chunks, or what is no tensor. */
export interface Saved {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly chunks: readonly ChunkFile[];
  /** Keys of the dicts that it lay in; none where the planner says nothing. */
  readonly path?: readonly (string | number)[];
}

/** What of the `.metadata` is otherwise than torch 2.13 writes it. */
export interface MetadataForm {
  /** Module of the metadata classes. */
  readonly module?: string;
  /** Module and class of the properties. */
  readonly properties?: { readonly module: string; readonly memoryFormat: string };
  /** Module and class of the path in `storage_meta`; nothing for none. */
  readonly path?: readonly [module: string, name: string];
  readonly protocol?: 2 | 4;
  /** How the member of the enum of memory formats is written, where not by calling its class: the arguments of `getattr`. */
  readonly attribute?: readonly Picklable[];
  /** Names of what is no tensor. */
  readonly values?: readonly string[];
  /** Their state; none where torch writes none. */
  readonly valueState?: Picklable;
  /** Chunks whose place is not said. */
  readonly withoutPlace?: boolean;
}

const MODULE = "torch.distributed.checkpoint.metadata";

/** A folder with `.metadata` and its files. */
export function distributedCheckpoint(
  tensors: Readonly<Record<string, Saved>>,
  form: MetadataForm = {},
): Files {
  const files = new Map<string, Uint8Array>();
  const places: [Picklable, Picklable][] = [];
  for (const [name, { chunks }] of Object.entries(tensors)) {
    for (const chunk of chunks) places.push(store(files, name, chunk, form));
  }
  if (form.withoutPlace) places.pop();
  const metadata = pickle(metadataOf(tensors, new Map(places), form), form.protocol ?? 4);
  return { ".metadata": metadata, ...Object.fromEntries(files) };
}

/** Appends an item to its file, and answers its entry of `storage_data`. */
function store(
  files: Map<string, Uint8Array>,
  name: string,
  { offsets, item, file = "__0_0.distcp", transforms, byteLength = item.length }: ChunkFile,
  { module = MODULE }: MetadataForm,
): [Picklable, Picklable] {
  const before = files.get(file) ?? new Uint8Array();
  files.set(file, bytesOfParts(before, item));
  const index = made(module, "MetadataIndex", { fqn: name, index: 0, offset: size(offsets) });
  const place = made("torch.distributed.checkpoint.filesystem", "_StorageInfo", {
    relative_path: file,
    offset: before.length,
    length: byteLength,
    ...transforms === undefined ? {} : { transform_descriptors: transforms },
  });
  return [index, place];
}

function metadataOf(
  tensors: Readonly<Record<string, Saved>>,
  storage: Picklable,
  form: MetadataForm,
): Picklable {
  const { module = MODULE, path, values = [], valueState } = form;
  const value = { ...made(module, "BytesStorageMetadata"), ...valueState && { state: valueState } };
  const bytes = values.map((name): [string, Picklable] => [name, value]);
  const planner = Object.entries(tensors).flatMap(([name, { path }]): [string, Picklable][] =>
    path === undefined ? [] : [[name, tuple(...path)]]
  );
  return made(module, "Metadata", {
    state_dict_metadata: dict({
      ...Object.fromEntries(
        Object.entries(tensors).map(([name, saved]) => [name, tensorOf(saved, form)]),
      ),
      ...Object.fromEntries(bytes),
    }),
    planner_data: planner.length === 0 ? null : dict(Object.fromEntries(planner)),
    storage_data: storage,
    ...path === undefined ? {} : {
      storage_meta: made(module, "StorageMeta", {
        checkpoint_id: { module: path[0], name: path[1], args: ["/", "runs"] },
      }),
    },
    version: "1.0.0",
  });
}

function tensorOf({ dtype, shape, chunks }: Saved, form: MetadataForm): Picklable {
  const { module = MODULE, properties } = form;
  const memory = properties ?? { module, memoryFormat: "_MEM_FORMAT_ENCODING" };
  const state = tuple(
    { module: "torch", name: dtype },
    { module: "torch.serialization", name: "_get_layout", args: ["torch.strided"] },
    false,
    form.attribute === undefined
      ? { module: memory.module, name: memory.memoryFormat, args: [0] }
      : { module: "builtins", name: "getattr", args: form.attribute },
    false,
  );
  return made(module, "TensorStorageMetadata", {
    properties: { module: memory.module, name: "TensorProperties", args: [], state },
    size: size(shape),
    chunks: chunks.map(({ offsets, sizes }) =>
      made(module, "ChunkStorageMetadata", { offsets: size(offsets), sizes: size(sizes) })
    ),
  });
}

function made(module: string, name: string, state?: Readonly<Record<string, Picklable>>): Made {
  return { module, name, args: [], ...state === undefined ? {} : { state: dict(state) } };
}

function size(sizes: readonly number[]): Picklable {
  return { module: "torch", name: "Size", args: [tuple(...sizes)] };
}

/** What `torch.save` makes of a tensor. */
export function itemOf(tensor: Picklable, bytes: Uint8Array): Uint8Array {
  return torchArchive(tensor, { 0: bytes });
}
