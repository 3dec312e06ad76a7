"""Says what torch.load(weights_only=True) makes of files.

Reads one file per line from stdin, in base64, and prints one line of JSON for each: `{"tensors": [[path, dtype, shape, bytes], ...]}`
with the keys of dicts as path and bytes in base64, or null where a tensor has none of its own; or `{"error": text}`. With the
argument `make`, each line is the name of a file of `torch_bin_files.py`, and what is printed is the file, in base64.
"""

import base64
import io
import json
import resource
import sys
import warnings

import torch

from torch_bin_files import FILES

# A changed number can ask for any amount of memory: torch shall fail, and not the machine.
resource.setrlimit(resource.RLIMIT_AS, (16 * 2**30, 16 * 2**30))
warnings.simplefilter("ignore")


def bytes_of(tensor: torch.Tensor) -> str | None:
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.is_meta or tensor.is_nested:
        return None
    # A copy makes 1 of any byte that is no bool, which a changed file can have.
    tensor = tensor.view(torch.uint8) if tensor.dtype == torch.bool else tensor
    # `contiguous` would keep odd strides along dimensions of size 1, over which bytes cannot be viewed.
    flat = tensor.detach().resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format).flatten()
    raw = flat.view(torch.uint8) if flat.numel() else torch.empty(0, dtype=torch.uint8)
    return base64.b64encode(bytes(raw.tolist())).decode()


def tensors_of(value, path: list, depth: int = 0):
    if isinstance(value, torch.Tensor):
        yield [path, str(value.dtype).removeprefix("torch."), list(value.shape), bytes_of(value)]
    elif isinstance(value, dict) and depth < 5:
        for key, inner in value.items():
            if isinstance(key, str):
                yield from tensors_of(inner, [*path, key], depth + 1)


def verdict(file: bytes) -> dict:
    try:
        value = torch.load(io.BytesIO(file), map_location="cpu", weights_only=True)
        return {"tensors": list(tensors_of(value, []))}
    # Malformed pickles raise errors of any class.
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:2000]}


def main() -> None:
    for line in sys.stdin:
        if sys.argv[1:] == ["make"]:
            print(base64.b64encode(FILES[line.rstrip("\n")]()).decode())
        else:
            print(json.dumps(verdict(base64.b64decode(line))), flush=True)


if __name__ == "__main__":
    main()
