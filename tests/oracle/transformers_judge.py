"""Lets transformers and accelerate load checkpoints, and says what they make of them.

Reads one line of JSON per checkpoint from stdin, `{"folder": ..., "class": ..., "input_ids": [...], "at_run_time": ...}`, and prints
one for each: `{"problems": [...], "logits": [...]}`, with the logits of the last position in float32. With `at_run_time` the tensors
have the names of the modules, and accelerate reads them as well; what it finds other than transformers is among the problems.
"""

import json
import sys

import accelerate
import torch
import transformers

transformers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()


def load_with_transformers(case: dict) -> tuple[torch.nn.Module, list[str]]:
    model, info = getattr(transformers, case["class"]).from_pretrained(
        case["folder"], dtype=torch.float32, output_loading_info=True
    )
    problems = [f"{kind}: {sorted(map(str, names))}" for kind, names in info.items() if names]
    return model.eval(), problems


def differences_of_accelerate(case: dict, expected: torch.nn.Module) -> list[str]:
    config = transformers.AutoConfig.from_pretrained(case["folder"])
    with accelerate.init_empty_weights():
        model = type(expected)(config)
    model.tie_weights()
    accelerate.load_checkpoint_in_model(model, case["folder"], device_map={"": "cpu"}, dtype=torch.float32)
    model.tie_weights()
    loaded = model.state_dict()
    return [
        f"accelerate: {name} differs"
        for name, tensor in expected.state_dict().items()
        if name not in loaded or loaded[name].is_meta or not torch.equal(loaded[name], tensor)
    ]


def judge(case: dict) -> dict:
    model, problems = load_with_transformers(case)
    if case["at_run_time"]:
        problems += differences_of_accelerate(case, model)
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([case["input_ids"]])).logits
    return {"problems": problems, "logits": logits[0, -1].tolist()}


def verdict(case: dict) -> dict:
    try:
        return judge(case)
    except Exception as error:  # Whatever stops one checkpoint from loading is said of that one.
        return {"problems": [f"{type(error).__name__}: {error}"], "logits": []}


for line in sys.stdin:
    print(json.dumps(verdict(json.loads(line))), flush=True)
