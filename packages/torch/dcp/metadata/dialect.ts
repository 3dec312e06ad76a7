/**
 * The names that a `.metadata` may use, under all modules that torch has had them in.
 *
 * @module
 */
import type { Dialect } from "../../pickle/dialect.ts";
import type { CallSite } from "../../pickle/pickled.ts";
import { TORCH_DTYPES } from "../../state_dict/torch_dtype.ts";
import { buildMetadata } from "./build_metadata.ts";
import { knownSizes } from "../../tiles/known_sizes.ts";
import type { MetadataObject, MetadataValue } from "./object.ts";

type Make = (args: readonly MetadataValue[], site: CallSite) => MetadataValue;

/** `torch.distributed._shard.checkpoint` is the name of the package in torch 1.13. */
const PACKAGES = ["torch.distributed.checkpoint", "torch.distributed._shard.checkpoint"];

/** Also of older torch, which imported it from there. */
const SHARDED = "torch.distributed._shard.sharded_tensor.metadata";

const CLASSES: Readonly<Record<string, Make>> = {
  Metadata: () => ({ kind: "metadata" }),
  TensorStorageMetadata: () => ({ kind: "tensor metadata" }),
  BytesStorageMetadata: () => ({ kind: "bytes metadata" }),
  ChunkStorageMetadata: () => ({ kind: "chunk", offsets: undefined, sizes: undefined }),
  TensorProperties: () => ({ kind: "properties" }),
  MetadataIndex: () => ({ kind: "index", name: undefined, offsets: undefined }),
  StorageMeta: opaque,
  _MEM_FORMAT_ENCODING: opaque,
};

/** Where a checkpoint was saved; Python 3.13 pickles these under `pathlib._local`. */
const PATHS = ["PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath", "Path"];

function opaque(): MetadataValue {
  return { kind: "opaque", name: "an object" };
}

const NO_TRANSFORMS: readonly string[] = [];

function place(): MetadataValue {
  return {
    kind: "place",
    file: undefined,
    position: undefined,
    byteLength: undefined,
    transforms: NO_TRANSFORMS,
  };
}

/** `torch.Size(sizes)` is as good as its sizes, which are looked at where they are used. */
function size(args: readonly MetadataValue[]): MetadataValue {
  return args[0] ?? { kind: "tuple", items: [] };
}

/** `OrderedDict()`, which planners of other programs use. */
function dict(args: readonly MetadataValue[], site: CallSite): MetadataValue {
  if (args.length > 0) site.refuse("is given items");
  return { kind: "dict", items: [] };
}

/**
 * A member of an enum, as early releases of Python 3.11 pickle it (seen of 3.11.2): `getattr(MEM_FORMAT_ENCODING, "…")`. No
 * attribute is looked up, and of no other class is one taken.
 */
function enumMember(args: readonly MetadataValue[], site: CallSite): MetadataValue {
  const [owner, name] = args;
  const isEnum = typeof owner === "object" && owner !== null && owner.kind === "callable" &&
    owner.name.endsWith("MEM_FORMAT_ENCODING");
  if (args.length !== 2 || !isEnum || typeof name !== "string") {
    site.refuse("is asked for more than a memory format");
  }
  return opaque();
}

function* makers(): Generator<[name: string, make: Make]> {
  for (const of of PACKAGES) {
    for (const [name, make] of Object.entries(CLASSES)) yield [`${of}.metadata.${name}`, make];
    yield [`${of}.filesystem._StorageInfo`, place];
  }
  yield [`${SHARDED}.TensorProperties`, CLASSES["TensorProperties"]!];
  yield [`${SHARDED}.MEM_FORMAT_ENCODING`, opaque];
  yield ["torch.Size", size];
  yield ["torch.serialization._get_layout", opaque];
  yield ["collections.OrderedDict", dict];
  yield ["builtins.getattr", enumMember];
  for (const module of ["pathlib", "pathlib._local"]) {
    for (const name of PATHS) yield [`${module}.${name}`, opaque];
  }
}

const METADATA_GLOBALS: ReadonlyMap<string, MetadataValue> = new Map<string, MetadataValue>([
  ...Array.from(makers(), ([name, call]): [string, MetadataValue] => [
    name,
    { kind: "callable", name, call },
  ]),
  ...Array.from(TORCH_DTYPES, ([name, dtype]): [string, MetadataValue] => [
    `torch.${name}`,
    dtype,
  ]),
]);

/** What to do about a `.metadata` beyond a limit, which is one of too many chunks: ranks that saved, times tensors. */
export const TOO_LARGE: string =
  "Load it with torch on fewer ranks and save it from there; or put it into one file, which is read too: " +
  "python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER FILE";

/** The dialect of one `.metadata`. */
export function metadataDialect(): Dialect<MetadataObject> {
  const shared = knownSizes();
  return {
    globals: METADATA_GLOBALS,
    build: (object, state, site) => buildMetadata(object, state, site, shared),
    tooLarge: TOO_LARGE,
  };
}
