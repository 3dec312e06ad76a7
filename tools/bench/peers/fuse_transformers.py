"""Fuses the experts of a checkpoint as transformers does: it loads the model, and saves what it holds at run time.

Called with source, destination and the most bytes of a file.
"""

import sys

import transformers

transformers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()

source, destination, most = sys.argv[1:]
model = transformers.AutoModelForCausalLM.from_pretrained(source, dtype="auto")
model.save_pretrained(destination, save_original_format=False, max_shard_size=int(most))
