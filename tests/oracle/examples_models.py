"""Makes tiny models with transformers for the plugins in examples/, and looks at what was made of them.

Reads one line of JSON from stdin at a time, and prints one for each.

`{"make": FOLDER, "config": {...}}` makes a model of random bfloat16 weights and writes FOLDER/hf with save_pretrained, the state
dict at run time as FOLDER/runtime.safetensors, and prints `{"input_ids": [...]}`, ids that the model knows.

`{"load": FOLDER, "expected": FILE}` lets transformers load a checkpoint, and prints `{"problems": [...]}`: what it misses, does not
expect, or has not as FILE says.

`{"compute": FOLDER, "input_ids": [...]}` prints `{"logits": [...]}` of the last position, in float32.

`{"gpt_oss_experts": FILE, "out": FILE}` takes the experts of gpt-oss apart, as its forward pass does.
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file

transformers.utils.logging.disable_progress_bar()
transformers.utils.logging.set_verbosity_error()

# What a model needs beside the sizes that its tensors show.
REST = {
    "phi3": dict(pad_token_id=0, bos_token_id=1, eos_token_id=2),
    "deepseek_v3": dict(n_group=2, topk_group=1, num_experts_per_tok=2),
    "olmoe": dict(num_experts_per_tok=2),
}
HEADS_OF_VISION = 2


def model_class(config):
    auto = transformers.AutoModelForImageTextToText if hasattr(config, "vision_config") else transformers.AutoModelForCausalLM
    return auto


def make(case: dict) -> dict:
    torch.manual_seed(0)
    sizes = {**case["config"], **REST.get(case["config"]["model_type"], {})}
    if "vision_config" in sizes:
        sizes["vision_config"] = {**sizes["vision_config"], "num_heads": HEADS_OF_VISION}
    config = transformers.AutoConfig.for_model(**sizes)
    model = model_class(config).from_config(config, dtype=torch.bfloat16)
    # Every element is to be told from every other, those that are made as zeros and ones too.
    with torch.no_grad():
        for parameter in [*model.parameters(), *model.buffers()]:
            if parameter.is_floating_point():
                parameter.copy_(torch.randn(parameter.shape))
    folder = Path(case["make"])
    model.save_pretrained(folder / "hf", max_shard_size="100KB")
    tied = model.all_tied_weights_keys
    runtime = {name: tensor.contiguous() for name, tensor in model.state_dict().items() if name not in tied}
    save_file(runtime, folder / "runtime.safetensors", metadata={"format": "pt"})
    return {"input_ids": [3, 1, 4, 1, 5]}


def load(case: dict) -> dict:
    config = transformers.AutoConfig.from_pretrained(case["load"])
    model, info = model_class(config).from_pretrained(case["load"], dtype=torch.bfloat16, output_loading_info=True)
    problems = [f"{kind}: {sorted(map(str, names))}" for kind, names in info.items() if names]
    expected = load_file(case["expected"])
    loaded = model.state_dict()
    tied = model.all_tied_weights_keys
    problems += [f"{name} is {'in one only' if name not in loaded or name not in expected else 'not the same'}"
                 for name in sorted({*loaded, *expected} - {*tied})
                 if name not in loaded or name not in expected or not torch.equal(loaded[name], expected[name])]
    return {"problems": problems}


def compute(case: dict) -> dict:
    config = transformers.AutoConfig.from_pretrained(case["compute"])
    model = model_class(config).from_pretrained(case["compute"], dtype=torch.float32).eval()
    with torch.no_grad():
        return {"logits": model(input_ids=torch.tensor([case["input_ids"]])).logits[0, -1].tolist()}


def gpt_oss_experts(case: dict) -> dict:
    """`gate, up = gate_up[..., ::2], gate_up[..., 1::2]`, in `GptOssExperts._apply_gate`."""
    apart = {}
    for name, tensor in load_file(case["gpt_oss_experts"]).items():
        prefix, _, part = name.partition(".experts.")
        kind = "bias" if part.endswith("_bias") else "weight"
        for number, matrix in enumerate(tensor if part else []):
            parts = {"gate_proj": matrix[..., ::2], "up_proj": matrix[..., 1::2]} if part.startswith("gate_up") else {"down_proj": matrix}
            for projection, values in parts.items():
                apart[f"{prefix}.experts.{number}.{projection}.{kind}"] = values.T.contiguous() if kind == "weight" else values.contiguous()
        if not part:
            apart[name] = tensor
    save_file(apart, case["out"])
    return {}


TASKS = {"make": make, "load": load, "compute": compute, "gpt_oss_experts": gpt_oss_experts}

for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = TASKS[next(task for task in TASKS if task in case)](case)
    except Exception as error:  # Whatever stops one case is said of that one.
        answer = {"problems": [f"{type(error).__name__}: {error}"]}
    print(json.dumps(answer), flush=True)
