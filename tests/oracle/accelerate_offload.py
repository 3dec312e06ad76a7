"""Loads with accelerate the offload folder that Tensorferry wrote, and writes one of the same tensors.

Reads one line of JSON from stdin: `tensors`, a safetensors file; `names`, their order; `ours`, the folder to load; `theirs`, the one to
write. Prints one line of JSON: the names of tensors that were loaded otherwise than they are.
"""

import json
import sys

import torch
from accelerate.utils import OffloadedWeightsLoader, offload_state_dict
from safetensors.torch import load_file


def bits(tensor: torch.Tensor) -> bytes:
    raw = tensor.contiguous().flatten()
    return bytes(raw.view(torch.uint8).numpy()) if raw.numel() else b""


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    stored = load_file(asked["tensors"])
    tensors = {name: stored[name] for name in asked["names"]}
    offload_state_dict(asked["theirs"], tensors)
    loader = OffloadedWeightsLoader(save_folder=asked["ours"])
    assert sorted(loader) == sorted(tensors)

    def is_same(name: str) -> bool:
        a, b = loader[name], tensors[name]
        return a.dtype == b.dtype and a.shape == b.shape and bits(a) == bits(b)

    print(json.dumps([name for name in tensors if not is_same(name)]))


if __name__ == "__main__":
    main()
