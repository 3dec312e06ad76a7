"""Files of torch.save: old, new, strange and hostile, by name. Each is a function that answers the bytes."""

import io
import os
import pickle
import zipfile
from collections import OrderedDict

import torch

DTYPES = [
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32,
    torch.float64, torch.complex64,
]  # fmt: skip
NEW_DTYPES = [
    torch.uint16, torch.uint32, torch.uint64, torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz,
    torch.float8_e5m2fnuz, torch.float8_e8m0fnu,
]  # fmt: skip


def saved(value, **options) -> bytes:
    out = io.BytesIO()
    torch.save(value, out, **options)
    return out.getvalue()


def legacy(value) -> bytes:
    return saved(value, _use_new_zipfile_serialization=False)


def counting(*shape, dtype=torch.float32) -> torch.Tensor:
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count).to(torch.uint8).to(dtype).reshape(shape)


def of_bytes(dtype) -> torch.Tensor:
    return torch.arange(16, dtype=torch.uint8).view(dtype)


def views() -> dict:
    base = counting(4, 6)
    return {
        "transposed": base.t(), "columns": base[:, 1:4], "step": base[::2, ::3], "row": base[2], "expanded": base[0].expand(3, 6),
        "windows": base.flatten().unfold(0, 4, 1), "scalar": base[1, 1], "empty": base[:, :0], "one": base[:1, :1].t(),
    }  # fmt: skip


def tied() -> dict:
    weight = torch.nn.Parameter(counting(3, 2, dtype=torch.bfloat16))
    return {"embed": weight, "head": weight, "part": weight.detach()[1:]}


def with_attributes() -> dict:
    tensor = counting(2)
    tensor.note = "x"
    parameter = torch.nn.Parameter(counting(2))
    parameter.tag = 3
    return {"tensor": tensor, "parameter": parameter}


class Shell:
    def __reduce__(self):
        return (os.system, ("true",))


class Whole(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)


def state_dict() -> OrderedDict:
    torch.manual_seed(0)
    return Whole().state_dict()


def nested() -> dict:
    model = state_dict()
    optimizer = {"state": {0: {"step": torch.tensor(1.0), "exp_avg": counting(2)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}
    return {"epoch": 3, "state_dict": model, "optimizer": optimizer, "args": {"name": "x", "betas": (0.9, 0.95)}}


def repacked(file: bytes, change=lambda name, data: data, method=zipfile.ZIP_STORED, add=()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in add:
            new.writestr(name, data)
    return out.getvalue()


def big_endian(dtype) -> bytes:
    file = saved({"x": counting(4, dtype=dtype)})
    return repacked(file, lambda name, data: b"big" if name.endswith("/byteorder") else data)


def with_pickle(value: bytes) -> bytes:
    return repacked(saved({"x": counting(2)}), lambda name, data: value if name.endswith("/data.pkl") else data)


def script() -> bytes:
    out = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), out)
    return out.getvalue()


def quantised() -> torch.Tensor:
    return torch.quantize_per_tensor(counting(4), 0.5, 0, torch.qint8)


FILES = {
    "dtypes": lambda: saved({str(d): counting(2, 3, dtype=d) for d in DTYPES}),
    "dtypes without storages": lambda: saved({str(d): of_bytes(d) for d in NEW_DTYPES}),
    "dtypes, legacy": lambda: legacy({str(d): counting(2, 3, dtype=d) for d in DTYPES}),
    "views": lambda: saved(views()),
    "views, legacy": lambda: legacy(views()),
    "tied": lambda: saved(tied()),
    "tied, legacy": lambda: legacy(tied()),
    "state dict": lambda: saved(state_dict()),
    "state dict, legacy": lambda: legacy(state_dict()),
    "attributes": lambda: saved(with_attributes()),
    "attributes, legacy": lambda: legacy(with_attributes()),
    "nested": lambda: saved(nested()),
    "nested, legacy": lambda: legacy(nested()),
    "names": lambda: saved({"é.\n\0/../x": counting(1), "": counting(2), "😀": counting(3)}),
    "many": lambda: saved({f"layer.{i}.weight": counting(i % 3, 2) for i in range(700)}),
    "protocol 4": lambda: saved({"x": counting(2), "n" * 300: counting(1)}, pickle_protocol=4),
    "protocol 5": lambda: saved({"x": counting(2)}, pickle_protocol=5),
    "conjugate": lambda: saved({"x": counting(2, dtype=torch.complex64).conj()}),
    "negative": lambda: saved({"x": torch._neg_view(counting(2))}),
    "complex128": lambda: saved({"x": counting(2, dtype=torch.complex128)}),
    "sparse": lambda: saved({"x": counting(2, 2).to_sparse()}),
    "sparse rows": lambda: saved({"x": counting(2, 2).to_sparse_csr()}),
    "quantised": lambda: saved({"x": quantised()}),
    "meta": lambda: saved({"x": torch.empty(2, device="meta")}),
    "a tensor": lambda: saved(counting(2)),
    "a list": lambda: saved([counting(2)]),
    "numbers": lambda: saved({"epoch": 3}),
    "big-endian bytes": lambda: big_endian(torch.int8),
    "big-endian": lambda: big_endian(torch.float32),
    "repacked": lambda: repacked(saved(views())),
    "repacked with more": lambda: repacked(saved(views()), add=[("archive/extra/note.txt", b"x")]),
    "repacked with others": lambda: repacked(saved(views()), add=[("other/data/0", b"y")]),
    "compressed": lambda: repacked(saved(views()), method=zipfile.ZIP_DEFLATED),
    "module": lambda: saved(Whole()),
    "module, legacy": lambda: legacy(Whole()),
    "script": script,
    "shell": lambda: saved({"x": Shell()}),
    "shell, legacy": lambda: legacy({"x": Shell()}),
    "shell beside": lambda: saved({"x": counting(2), "y": [Shell()]}),
    "protocol 0": lambda: with_pickle(pickle.dumps({"x": 1}, protocol=0)),
    "pickle alone": lambda: pickle.dumps({"x": 1}, protocol=2),
    "cut": lambda: saved(views())[:-40],
    "cut, legacy": lambda: legacy(views())[:-1],
    "more, legacy": lambda: legacy(views()) + b"x",
    "a byte": lambda: b"x",
}  # fmt: skip
