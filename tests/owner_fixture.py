"""What tests/fixtures leaves out, made by the programs that own the layouts: the small checkpoints in tests/owner_fixture, and
plugins/*/testing/state_dicts.jsonl, which says for many configs what tensors transformers gives such a model.

Usage: python owner_fixture.py OLMO_CORE TORCHTITAN, with checkouts of OLMo-core fa6c5014c and torchtitan b5bcd76, in an
environment with torch 2.13.0, transformers 5.18.0 and safetensors 0.8.0. Only the files that convert are run; what they import
beside torch is replaced by stand-ins, since neither package installs on a CPU alone.
"""

import ast
import enum
import json
import re
import sys
import types
from pathlib import Path

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers.core_model_loading import revert_weight_conversion

HERE = Path(__file__).parent
OUT = HERE / "owner_fixture"
OLMO_CORE, TORCHTITAN = map(Path, sys.argv[1:3])
PLUGINS = {
    "llama": ["llama", "mistral", "qwen2", "qwen3", "olmo2"],
    "qwen-moe": ["qwen2_moe", "qwen3_moe"],
    "gemma3": ["gemma3_text", "gemma3"],
}
SMALL = dict(vocab_size=24, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2)


def package(name, **members):
    module = types.ModuleType(name)
    module.__path__ = []
    for key, value in members.items():
        setattr(module, key, value)
    sys.modules[name] = module
    return module


def olmo_core():
    """olmo_core.nn.hf.convert, without the training code around it."""
    root = OLMO_CORE / "src/olmo_core"
    package("olmo_core").__path__ = [str(root)]
    package("olmo_core.nn").__path__ = [str(root / "nn")]
    package("olmo_core.nn.hf").__path__ = [str(root / "nn/hf")]
    package("olmo_core.config", StrEnum=enum.StrEnum)
    from olmo_core.nn.hf import convert

    return convert


def torchtitan_llama():
    """Llama3StateDictAdapter, and the function that merges q, k and v."""
    package("titan")
    package("titan.model", Llama3Model=type("Llama3Model", (), {"Config": None}))
    package("torchtitan")
    package("torchtitan.models")
    package("torchtitan.models.common")
    package("torchtitan.models.common.rope", ComplexRoPE=type("ComplexRoPE", (), {"Config": None}))
    package("torchtitan.protocols")
    base = type("StateDictAdapter", (), {
        "__init__": lambda self, *_: None,
        "_validate_hf_rope_config": lambda *_: None,
    })
    package("torchtitan.protocols.state_dict_adapter", StateDictAdapter=base)
    source = (TORCHTITAN / "torchtitan/models/llama3/state_dict_adapter.py").read_text()
    scope = {"__name__": "titan.adapter", "__package__": "titan"}
    exec(source, scope)

    tree = ast.parse((TORCHTITAN / "torchtitan/models/common/attention.py").read_text())
    merge = next(node for node in ast.walk(tree) if getattr(node, "name", "") == "_merge_qkv_on_load")
    merge.decorator_list = []
    merging = {"torch": torch, "DTensor": (), "Replicate": None}
    exec(compile(ast.Module([merge], []), "attention.py", "exec"), merging)
    return scope["Llama3StateDictAdapter"], merging["_merge_qkv_on_load"]


def random_model(config):
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_()
    return model


def contiguous(state):
    return {name: tensor.clone().contiguous() for name, tensor in state.items()}


def olmo2(convert):
    folder = OUT / "olmo2"
    model = random_model(transformers.Olmo2Config(**SMALL, pad_token_id=None, bos_token_id=None, eos_token_id=None))
    model.save_pretrained(folder / "hf")
    state = convert.convert_state_from_hf(model.config, model.state_dict(), model_type="olmo2")
    save_file(contiguous(state), folder / "olmo-core.safetensors", {"format": "pt"})


def gemma_back(convert):
    """Norms led back to Hugging Face by OLMo-core, which rounds once more: what was added to is no longer what it was."""
    source = HERE / "fixtures/gemma3-text"
    config = transformers.AutoConfig.from_pretrained(source / "hf")
    state = convert.convert_state_to_hf(config, load_file(source / "olmo-core.safetensors"))
    (OUT / "gemma3-text").mkdir(parents=True, exist_ok=True)
    norms = {k: v for k, v in state.items() if "norm" in k}
    save_file(contiguous(norms), OUT / "gemma3-text/norms-back.safetensors", {"format": "pt"})


def llama_biased(adapter_class, convert):
    """Neither torchtitan's adapter nor OLMo-core's tables name biases (both raise), though both models have them beside their
    weights. The adapter's function for rows does not mind a single column."""
    folder = OUT / "llama-biased"
    model = random_model(transformers.LlamaConfig(**SMALL, head_dim=8, attention_bias=True, mlp_bias=True))
    model.save_pretrained(folder / "hf")
    attention = types.SimpleNamespace(n_heads=4, n_kv_heads=2, head_dim=8)
    layer = types.SimpleNamespace(attention=attention)
    adapter = adapter_class(types.SimpleNamespace(layers=[layer], dim=16, enable_weight_tying=False), None)
    state = model.state_dict()
    weights = {k: v for k, v in state.items() if not k.endswith(".bias")}
    titan = adapter.from_hf(dict(weights))
    olmo = convert.convert_state_from_hf(model.config, dict(weights), model_type="llama")
    for name, bias in state.items():
        if name in weights:
            continue
        _, _, layer, *module, _ = name.split(".")
        weight = "model.layers.{}." + ".".join(module) + ".weight"
        key = convert.HF_TO_OLMO_CORE_WEIGHT_MAPPINGS[weight.format(convert.LAYER)].replace(convert.LAYER, layer)
        olmo[key.removesuffix("weight") + "bias"] = bias
        if module[-1] in ("q_proj", "k_proj"):
            bias = adapter._reverse_permute(bias[:, None], 4 if module[-1] == "q_proj" else 2)[:, 0]
        titan[adapter.from_hf_map[weight].format(layer).removesuffix("weight") + "bias"] = bias
    save_file(contiguous(titan), folder / "torchtitan.safetensors", {"format": "pt"})
    save_file(contiguous(olmo), folder / "olmo-core.safetensors", {"format": "pt"})


def fused_layer(merge, source, target, head_dim, queries_per_key):
    """The first layer's projections as a model with FusedQKVLinear held them."""
    prefix = "layers.0.attention.qkv_linear."
    state = {k: v for k, v in load_file(source).items() if k.startswith(prefix)}
    merge(types.SimpleNamespace(head_dim=head_dim, heads_per_kv=queries_per_key), state, prefix)
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(contiguous(state), target, {"format": "pt"})


def shapes(config):
    """What `save_pretrained` would write of a model that is never filled: names and shapes."""
    with torch.device("meta"):
        auto = transformers.AutoModelForImageTextToText if config.model_type == "gemma3" else transformers.AutoModelForCausalLM
        model = auto.from_config(config)
    state = model.state_dict()
    if config.tie_word_embeddings:
        del state["lm_head.weight"]
    state = revert_weight_conversion(model, state)
    # Only of a model that came from disk does transformers remember that the Hub has this prefix.
    tower = re.compile(r"^vision_tower\.(?!vision_model\.)")
    return {tower.sub("vision_tower.vision_model.", name): list(tensor.shape) for name, tensor in state.items()}


def state_dicts():
    """Configs as they lie on the Hub or differ from the fixtures, and what transformers builds of them."""
    small = {**SMALL, "attention_bias": True}
    moe = dict(SMALL, num_hidden_layers=5, moe_intermediate_size=8, num_experts=3)
    # google/gemma-3-4b-it, with fewer layers.
    gemma_4b = {
        "model_type": "gemma3",
        "text_config": {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 2},
        "vision_config": {
            "hidden_size": 1152, "image_size": 896, "intermediate_size": 4304, "model_type": "siglip_vision_model",
            "num_attention_heads": 16, "num_hidden_layers": 2, "patch_size": 14, "vision_use_head": False,
        },
    }
    cases = [
        {"model_type": "mistral", **SMALL},
        {"model_type": "mistral", **SMALL, "head_dim": 8},
        {"model_type": "mistral", **SMALL, "head_dim": None},
        {"model_type": "llama", **SMALL, "num_key_value_heads": None},
        {"model_type": "llama", **SMALL, "mlp_bias": True},
        {"model_type": "llama", **small, "tie_word_embeddings": True},
        {"model_type": "qwen2", **SMALL},
        {"model_type": "qwen2", **SMALL, "tie_word_embeddings": True},
        {"model_type": "qwen3", **small, "head_dim": 8},
        {"model_type": "olmo2", **small},
        {"model_type": "olmo2", **SMALL},
        {"model_type": "gemma3_text", **SMALL, "head_dim": 8},
        {"model_type": "gemma3_text", **small, "head_dim": 8, "tie_word_embeddings": False},
        {"model_type": "gemma3_text", "num_hidden_layers": 1},
        gemma_4b,
        {"model_type": "gemma3", "text_config": {"num_hidden_layers": 1}, "tie_word_embeddings": False},
        {"model_type": "qwen2_moe", **moe, "shared_expert_intermediate_size": 12, "qkv_bias": False, "decoder_sparse_step": 2},
        {"model_type": "qwen3_moe", **moe, "head_dim": 8, "attention_bias": True, "mlp_only_layers": [0, 3]},
        {"model_type": "qwen3_moe", **moe, "decoder_sparse_step": 3, "mlp_only_layers": None, "tie_word_embeddings": True},
    ]
    for plugin, model_types in PLUGINS.items():
        lines = [
            json.dumps({"config": config, "tensors": shapes(transformers.AutoConfig.for_model(**json.loads(json.dumps(config))))})
            for config in cases if config["model_type"] in model_types
        ]
        (HERE.parent / "plugins" / plugin / "testing").mkdir(exist_ok=True)
        (HERE.parent / "plugins" / plugin / "testing/state_dicts.jsonl").write_text("\n".join(lines) + "\n")


adapter, merge = torchtitan_llama()
state_dicts()
convert = olmo_core()
olmo2(convert)
gemma_back(convert)
llama_biased(adapter, convert)
for path in OUT.glob("*/hf/generation_config.json"):
    path.unlink()
for name, head_dim in ("llama-gqa", 16), ("qwen3-dense", 32), ("qwen3-moe", 32):
    fused_layer(merge, HERE / "fixtures" / name / "torchtitan.safetensors", OUT / name / "wqkv.safetensors", head_dim, 2)
