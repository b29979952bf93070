"""Writes the towers into a pack: words.onnx, words.json and their entries in pack.json."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto
from torch import nn

from worldroom_training.config import ViewConfig
from worldroom_training.export.prompt_encoder import rounded
from worldroom_training.export.prompt_ngrams import BUCKETS as HASHES
from worldroom_training.export.prompt_ngrams import LONGEST_NGRAM
from worldroom_training.export.shared_weights import share_weights
from worldroom_training.words.graph import Graph, tensor_info
from worldroom_training.words.image_tower import PART, add_image_tower
from worldroom_training.words.phrases import KINDS, SURFACES
from worldroom_training.words.tower_session import tower_inputs
from worldroom_training.words.towers import BUCKETS, CUT, WIDTH, Head, TextTower

#: Bytes from which a weight of the trunk is read from its file.
LEAST_SHARED = 240
#: Entries of pack.json that come last (export/manifest.py).
LAST = ("motion", "graphs", "seeds")


def write_words(head: Head, text: TextTower, view: ViewConfig, folder: Path) -> None:
    """Adds the towers to the pack in `folder`, whose trunk.onnx they were trained on."""
    graph_file, text_file = folder / "words.onnx", folder / "words.json"
    onnx.save(words_graph(head, folder / "trunk.onnx", view), graph_file)
    share_weights(graph_file, folder / "trunk.onnx", LEAST_SHARED)
    text_file.write_text(
        json.dumps(text_content(text), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    path = folder / "pack.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["words"] = entry(text_file)
    manifest["graphs"]["words"] = entry(graph_file)
    ordered = {key: value for key, value in manifest.items() if key not in LAST}
    path.write_text(json.dumps({**ordered, **{key: manifest[key] for key in LAST}}, indent=2) + "\n")


def entry(file: Path) -> dict[str, str]:
    return {"file": file.name, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}


def words_graph(head: Head, trunk: Path, view: ViewConfig) -> ModelProto:
    """The locked tower with the head on top, whose weights are kept in 8 bits."""
    graph = Graph()
    features, _ = add_image_tower(graph, onnx.load(trunk), view)
    plane = lambda values: graph.constant(numbers(values).reshape(1, -1, 1, 1))
    levelled = graph.add("Div", [graph.add("Sub", [features, plane(head.mean)]), plane(head.deviation)])
    levelled = graph.add("Clip", [levelled, graph.number(-CUT), graph.number(CUT)])
    hidden = graph.add("Relu", [pointwise(graph, levelled, head.first)])
    embedding = pointwise(graph, hidden, head.second)
    embedding = graph.add("LpNormalization", [embedding], axis=1, p=2)
    shape = ("batch", WIDTH, view.height // PART, view.width // PART)
    return graph.model(tower_inputs(view), embedding, tensor_info("embedding", TensorProto.FLOAT, *shape))


def pointwise(graph: Graph, image: str, layer: nn.Linear) -> str:
    """A linear layer at every place, with weights of 8 bits and a scale an output."""
    weight = numbers(layer.weight)
    scale = np.abs(weight).max(1) / 127
    codes = np.round(weight / scale[:, None]).astype(np.int8)
    given = [graph.constant(codes[:, :, None, None]), graph.constant(scale.astype(np.float32))]
    weights = graph.add("DequantizeLinear", given, axis=0)
    return graph.add("Conv", [image, weights, graph.constant(numbers(layer.bias))])


def numbers(tensor: torch.Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().to(torch.float32).numpy())


def text_content(text: TextTower) -> dict[str, object]:
    return {
        "format": 1,
        "hashes": HASHES,
        "buckets": BUCKETS,
        "width": WIDTH,
        "longest": LONGEST_NGRAM,
        "scale": round(float(text.scale.detach().exp()), 4),
        "offset": round(float(text.offset.detach()), 4),
        "embedding": rounded(text.table.weight),
        "surfaces": [
            {"name": one.name, "says": one.says, "kind": kind, "phrases": list(one.phrases)}
            for one, kind in zip(SURFACES, KINDS, strict=True)
        ],
    }
