"""Two graphs of the same weights, of which one file has them."""

import mmap
from pathlib import Path

import onnx
from onnx import StringStringEntryProto, TensorProto

#: Smaller tensors stay in both files.
LEAST_BYTES = 1000


def share_weights(path: Path, source: Path, least: int = LEAST_BYTES) -> int:
    """Has the graph `path` read the weights that it shares with the graph `source` from that file, which has
    to lie beside it. They become external data of ONNX: a file, an offset and a length. Returns the bytes
    that `path` has no longer. `source` stays as it is. Whoever writes it again has to write `path` again.
    `least`: bytes of the tensors that are shared."""
    model = onnx.load(path)
    before = path.stat().st_size
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as written:
        for tensor in model.graph.initializer:
            if len(tensor.raw_data) < least:
                continue
            offset = written.find(tensor.raw_data)
            if offset >= 0:
                refer(tensor, source.name, offset)
    onnx.save(model, path)
    return before - path.stat().st_size


def refer(tensor: TensorProto, location: str, offset: int) -> None:
    where = {"location": location, "offset": str(offset), "length": str(len(tensor.raw_data))}
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.extend(StringStringEntryProto(key=key, value=value) for key, value in where.items())
