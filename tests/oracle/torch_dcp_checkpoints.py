"""Saves distributed checkpoints of four ranks with torch, and prints what is in them.

Reads the path of an empty folder from stdin, and prints one line of JSON: of each checkpoint that was made below it, the tensors as
`{folder: {name: [dtype, shape, bytes in base64]}}`.
"""

import base64
import json
import logging
import os
import shutil
import sys
import warnings

import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
import torch.multiprocessing as mp
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Replicate, Shard, distribute_tensor

RANKS = 4
warnings.simplefilter("ignore")


def counting(*shape, dtype=torch.float32) -> torch.Tensor:
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count) % 251).to(dtype).reshape(shape)


def sharded(mesh) -> dict:
    def by(tensor, *placements):
        return distribute_tensor(tensor, mesh, placements)

    return {
        "even": by(counting(8, 3, dtype=torch.bfloat16), Shard(0)),
        "uneven": by(counting(10, 3), Shard(0)),
        "short": by(counting(2, 5), Shard(0)),
        "columns": by(counting(3, 9, dtype=torch.int64), Shard(1)),
        "norm": by(counting(7), Shard(0)),
        "replicated": by(counting(4, 2, dtype=torch.bool), Replicate()),
        "scalar": torch.tensor(3.5),
        "float8": torch.arange(6, dtype=torch.uint8).view(torch.float8_e4m3fn).reshape(2, 3),
        "words": torch.arange(12, dtype=torch.uint8).view(torch.uint32),
        "none": torch.empty(0, 4),
    }


def tiled(mesh) -> dict:
    return {
        "tiles": distribute_tensor(counting(5, 7, dtype=torch.float16), mesh, (Shard(0), Shard(1))),
        "rows": distribute_tensor(counting(9, 2), mesh, (Shard(0), Replicate())),
        "twice": distribute_tensor(counting(16, 2), mesh, (Shard(0), Shard(0))),
    }


def trained(mesh) -> dict:
    model = {"layer.weight": distribute_tensor(counting(6, 4), mesh, (Shard(0),)), "layer.bias": counting(6)}
    # A whole tensor that is a view is saved with its strides.
    model["turned"] = counting(4, 6).t()
    model["stepped"] = counting(4, 6)[:, ::2]
    optimizer = {"state": {"layer.weight": {"exp_avg": model["layer.weight"] * 2, "step": torch.tensor(7.0)}}, "groups": [{"lr": 0.1}]}
    return {"model": model, "optimizer": optimizer, "train_state": {"step": 7, "names": ["a", "b"]}}


def whole(value):
    return value.full_tensor() if isinstance(value, DTensor) else value


def said(tensors: dict) -> dict:
    def bytes_of(tensor):
        raw = tensor.clone(memory_format=torch.contiguous_format).flatten()
        return base64.b64encode(bytes(raw.view(torch.uint8).tolist() if raw.numel() else b"")).decode()

    full = {name: whole(tensor) for name, tensor in tensors.items()}
    return {n: [str(t.dtype).removeprefix("torch."), list(t.shape), bytes_of(t)] for n, t in full.items()}


def save(rank: int, folder: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    dist.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank, world_size=RANKS)
    line, grid = init_device_mesh("cpu", (RANKS,)), init_device_mesh("cpu", (2, 2))
    contents = {}

    def put(name, state, model, writer=None):
        if writer is None:
            dcp.save(state, checkpoint_id=os.path.join(folder, name))
        else:
            dcp.save(state, storage_writer=writer(os.path.join(folder, name)))
        contents[name] = said(model)

    put("sharded", sharded(line), sharded(line))
    put("tiled", tiled(grid), tiled(grid))
    put("threads", sharded(line), sharded(line), lambda path: dcp.FileSystemWriter(path, thread_count=2))
    put("a file per item", tiled(grid), tiled(grid), lambda path: dcp.FileSystemWriter(path, single_file_per_rank=False))
    put("trained", trained(line), trained(line)["model"])
    shards = {**sharded(line), **tiled(grid)}
    mapping = {name: 1 + i % 2 for i, name in enumerate(shards)}
    put(
        "hugging face", shards, shards,
        lambda path: dcp.HuggingFaceStorageWriter(path=path, save_distributed=True, fqn_to_index_mapping=mapping),
    )  # fmt: skip
    if rank == 0:
        with open(os.path.join(folder, "contents.json"), "w") as out:
            json.dump(contents, out)
    # Gloo aborts a rank whose peers go away while it takes its connections down: all wait, and none takes them down.
    dist.barrier()
    os._exit(0)


def main() -> None:
    folder = sys.stdin.readline().rstrip("\n")
    for attempts_left in (2, 1, 0):
        try:
            mp.spawn(save, args=(folder,), nprocs=RANKS)
            break
        except mp.ProcessExitedException:
            # On two cores four ranks now and then fail to find each other in time. What they save is what is tested.
            if attempts_left == 0:
                raise
            for name in os.listdir(folder):
                path = os.path.join(folder, name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    with open(os.path.join(folder, "contents.json")) as contents:
        print(contents.read())


if __name__ == "__main__":
    main()
