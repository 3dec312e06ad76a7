"""Loads with torch what Tensorferry wrote as of several ranks, and saves the same tensors with torch, of as many ranks.

Reads one line of JSON from stdin: `tensors`, a safetensors file of all tensors; `dcp` and `dcp_hf`, folders that Tensorferry wrote of
them; `worlds`, numbers of ranks; `out`, a folder; and `files`, the file of each tensor when they are saved as safetensors.

Saves to `out/<name>-<ranks>`, and prints one line of JSON: what is wrong, a sentence each, of every folder that was loaded under every
number of ranks.
"""

import json
import logging
import os
import pickle
import shutil
import sys
import tempfile
import warnings

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
import torch.multiprocessing as mp
from safetensors.torch import load_file
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Shard


def local(tensor: torch.Tensor, rank: int, world: int) -> torch.Tensor:
    chunks = torch.chunk(tensor, world, dim=0)
    return (chunks[rank] if rank < len(chunks) else tensor[:0]).clone()


def shared(tensors: dict, rank: int, world: int, mesh) -> dict:
    """What FSDP2 holds: every tensor cut along its first dimension, and those without dimensions whole."""

    def cut(tensor):
        if tensor.ndim == 0:
            return tensor.clone()
        stride = torch.empty(tensor.shape, device="meta").stride()
        part = local(tensor, rank, world)
        return DTensor.from_local(part, mesh, (Shard(0),), run_check=False, shape=tensor.shape, stride=stride)

    return {name: cut(tensor) for name, tensor in tensors.items()}


def held(tensor) -> torch.Tensor:
    return tensor.to_local() if isinstance(tensor, DTensor) else tensor


def bits(tensor: torch.Tensor) -> bytes:
    raw = tensor.contiguous().flatten()
    return bytes(raw.view(torch.uint8).numpy()) if raw.numel() else b""


def loaded_wrong(path: str, reader, tensors: dict, rank: int, world: int, mesh):
    empty = {name: torch.full_like(t, True if t.dtype == torch.bool else 1) for name, t in tensors.items() if not is_packed(t)}
    empty |= {name: torch.zeros_like(t) for name, t in tensors.items() if is_packed(t)}
    state = shared({name: empty[name] for name in tensors}, rank, world, mesh)
    dcp.load(state, storage_reader=reader(path))
    expected = shared(tensors, rank, world, mesh)
    for name, tensor in state.items():
        if bits(held(tensor)) != bits(held(expected[name])):
            yield f"{os.path.basename(path)} under {world} ranks: {name} of rank {rank} has other bits"


def is_packed(tensor) -> bool:
    return tensor.dtype.itemsize == 1 and tensor.dtype.is_floating_point


def work(rank: int, world: int, asked: dict, store: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    dist.init_process_group("gloo", init_method=f"file://{store}/store", rank=rank, world_size=world)
    mesh = init_device_mesh("cpu", (world,))
    stored = load_file(asked["tensors"])
    tensors = {name: stored[name] for name in asked["files"]}
    wrong = []
    for key, reader in ("dcp", dcp.FileSystemReader), ("dcp_hf", dcp.HuggingFaceStorageReader):
        for path in asked[key]:
            wrong += loaded_wrong(path, reader, tensors, rank, world, mesh)
    state = shared(tensors, rank, world, mesh)
    dcp.save(state, checkpoint_id=os.path.join(asked["out"], f"dcp-{world}"))
    hf = os.path.join(asked["out"], f"dcp-hf-{world}")
    writer = dcp.HuggingFaceStorageWriter(path=hf, save_distributed=True, fqn_to_index_mapping=asked["files"])
    dcp.save(state, storage_writer=writer)
    with open(f"{store}/wrong-{rank}.json", "w") as out:
        json.dump(wrong, out)
    # Gloo aborts a rank whose peers go away while it takes its connections down: all wait, and none takes them down.
    dist.barrier()
    os._exit(0)


def attempt(world: int, asked: dict) -> list:
    with tempfile.TemporaryDirectory() as store:
        mp.spawn(work, args=(world, asked, store), nprocs=world)
        wrong = []
        for rank in range(world):
            with open(f"{store}/wrong-{rank}.json") as out:
                wrong += json.load(out)
        return wrong


def ran(world: int, asked: dict) -> list:
    for attempts_left in (2, 1, 0):
        try:
            return attempt(world, asked)
        except mp.ProcessExitedException:
            # On two cores several ranks now and then fail to find each other in time.
            if attempts_left == 0:
                raise
            for name in f"dcp-{world}", f"dcp-hf-{world}":
                shutil.rmtree(os.path.join(asked["out"], name), ignore_errors=True)


def metadata_of(folder: str):
    with open(os.path.join(folder, ".metadata"), "rb") as file:
        return pickle.load(file)


def unlike(ours: str, theirs: str):
    """Where two `.metadata` differ: but for where and in which run they were saved, they are the same, in the same order."""
    one, two = metadata_of(ours), metadata_of(theirs)
    for field in "state_dict_metadata", "planner_data", "storage_data":
        a, b = list(getattr(one, field).items()), list(getattr(two, field).items())
        # A hint, which does not count when two are compared.
        hints = [[key.index for key, _ in entries] if field == "storage_data" else [] for entries in (a, b)]
        if a != b or hints[0] != hints[1]:
            first = next(((x, y) for x, y in zip(a, b, strict=False) if x != y), "the hints")
            yield f"{ours}: {field} has {len(a)} entries, and torch's {len(b)}; the first that differ are {first}"
    if one.version != two.version or type(one.storage_meta) is not type(two.storage_meta):
        yield f"{ours}: version {one.version}, {one.storage_meta}"


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    wrong = [sentence for world in asked["worlds"] for sentence in ran(world, asked)]
    for world in asked["worlds"]:
        ours = [path for path in asked["dcp"] if path.endswith(f"-{world}")]
        assert len(ours) == 1
        wrong += unlike(ours[0], os.path.join(asked["out"], f"dcp-{world}"))
    print(json.dumps(wrong))


if __name__ == "__main__":
    main()
