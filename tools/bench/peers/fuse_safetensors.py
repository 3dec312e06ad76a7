"""Fuses the experts of a Qwen 3 MoE checkpoint by hand, with care: one layer's experts are read at a time, straight into the
tensor that they become, and a file is written as soon as it is full.

Called with source, destination and the most bytes of a file.
"""

import json
import re
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

EXPERT = re.compile(r"^(model\.layers\.\d+\.mlp\.experts)\.(\d+)\.(gate|up|down)_proj\.weight$")


class Shards:
    """Files of at most so many bytes of tensors."""

    def __init__(self, folder: Path, most: int):
        self.folder, self.most = folder, most
        self.waiting, self.bytes, self.files, self.total = {}, 0, [], 0

    def add(self, name: str, tensor: torch.Tensor) -> None:
        if self.waiting and self.bytes + tensor.nbytes > self.most:
            self.write()
        self.waiting[name] = tensor
        self.bytes += tensor.nbytes
        self.total += tensor.nbytes

    def write(self) -> None:
        path = self.folder / f"part-{len(self.files):05}.safetensors"
        save_file(self.waiting, path, metadata={"format": "pt"})
        self.files.append((path, list(self.waiting)))
        self.waiting, self.bytes = {}, 0

    def finish(self) -> None:
        self.write()
        weight_map = {}
        for i, (path, names) in enumerate(self.files):
            file = f"model-{i + 1:05}-of-{len(self.files):05}.safetensors"
            path.rename(self.folder / file)
            weight_map |= dict.fromkeys(names, file)
        index = {"metadata": {"total_size": self.total}, "weight_map": weight_map}
        (self.folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))


def fuse(module: str, parts: dict[tuple[int, str], str], open_tensor, shards: Shards) -> None:
    count = 1 + max(expert for expert, _ in parts)
    inner, hidden = open_tensor(parts[0, "gate"]).get_shape()
    dtype = open_tensor(parts[0, "gate"])[:1].dtype
    gate_up = torch.empty((count, 2 * inner, hidden), dtype=dtype)
    for expert in range(count):
        gate_up[expert, :inner] = open_tensor(parts[expert, "gate"])[:]
        gate_up[expert, inner:] = open_tensor(parts[expert, "up"])[:]
    shards.add(f"{module}.gate_up_proj", gate_up)
    down = torch.empty((count, hidden, inner), dtype=dtype)
    for expert in range(count):
        down[expert] = open_tensor(parts[expert, "down"])[:]
    shards.add(f"{module}.down_proj", down)


def main(source: Path, destination: Path, most: int) -> None:
    destination.mkdir()
    shutil.copy(source / "config.json", destination)
    with ExitStack() as stack:
        files = [stack.enter_context(safe_open(path, "pt")) for path in sorted(source.glob("*.safetensors"))]
        file_of = {name: file for file in files for name in file.keys()}
        shards = Shards(destination, most)
        modules: dict[str, dict[tuple[int, str], str]] = {}
        for name, file in file_of.items():
            if match := EXPERT.match(name):
                module, expert, part = match.groups()
                modules.setdefault(module, {})[int(expert), part] = name
            else:
                shards.add(name, file.get_tensor(name))
        for module, parts in modules.items():
            fuse(module, parts, lambda name: file_of[name].get_slice(name), shards)
        shards.finish()


main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
