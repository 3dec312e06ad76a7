"""Turns a distributed checkpoint into one torch file with torch's own function.

Called with source, destination and the most bytes of a file, which it has no use for.
"""

import sys
from pathlib import Path

from torch.distributed.checkpoint.format_utils import dcp_to_torch_save

source, destination, _ = sys.argv[1:]
Path(destination).mkdir()
dcp_to_torch_save(source, str(Path(destination, "model.bin")))
