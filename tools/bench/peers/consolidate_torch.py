"""Consolidates the Hugging Face shards of several ranks with torch's own function, in two threads and into files of a quarter of
the tensors.

Called with source, destination and the most bytes of a file.
"""

import sys
from pathlib import Path

from safetensors import safe_open
from torch.distributed.checkpoint._consolidate_hf_safetensors import consolidate_safetensors_files

source, destination, _ = sys.argv[1:]
names = set()
for file in Path(source).glob("*.safetensors"):
    with safe_open(file, "pt") as shard:
        names.update(shard.keys())
files = 4
mapping = {name: i * files // len(names) + 1 for i, name in enumerate(sorted(names))}
Path(destination).mkdir()
consolidate_safetensors_files(source, destination, fqn_to_index_mapping=mapping, num_threads=2)
