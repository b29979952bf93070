"""The model as Triton's Python backend runs it. `npm run triton` writes it as model.py."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# Triton's own module, which only its Python backend has.
import triton_python_backend_utils as triton

from worldroom_serving.pack_files import read_pack
from worldroom_serving.picture_cache import PictureCache
from worldroom_serving.requests import answer_all
from worldroom_serving.view_sampler import CPU, ViewSampler


class TritonPythonModel:
    """One instance holds all graphs and pictures, so there must be one for each device."""

    def initialize(self, args: dict[str, str]) -> None:
        config = json.loads(args["model_config"])
        parameters = {name: value["string_value"] for name, value in config["parameters"].items()}
        folder = Path(args["model_repository"]) / args["model_version"]
        self._inputs = [tensor["name"] for tensor in config["input"]]
        provider = parameters["provider"]
        threads = int(parameters["threads"]) or len(os.sched_getaffinity(0))
        self._sampler = ViewSampler(
            folder,
            read_pack(folder),
            PictureCache(int(parameters["cache_megabytes"]) * 1_000_000),
            provider,
            threads if provider == CPU else 0,
        )
        self._coding = ThreadPoolExecutor(len(os.sched_getaffinity(0)))
        self._sampler.warm_up()

    def execute(self, requests: list[Any]) -> list[Any]:
        given = [
            {
                name: tensor.as_numpy()
                for name in self._inputs
                if (tensor := triton.get_input_tensor_by_name(request, name)) is not None
            }
            for request in requests
        ]
        answers = answer_all(self._sampler, self._coding, given)
        return [
            triton.InferenceResponse(
                [
                    triton.Tensor(name, value)
                    for name, value in answer.items()
                    if name in request.requested_output_names()
                ]
            )
            for request, answer in zip(requests, answers, strict=True)
        ]

    def finalize(self) -> None:
        self._sampler.close()
        self._coding.shutdown()
