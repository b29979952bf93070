"""The model as MLServer runs it, another server of the KServe v2 protocol.

It turns tensors into lists of numbers, so it is slow; it shows that the protocol is all that servers need.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse

from worldroom_serving.pack_files import read_pack
from worldroom_serving.picture_cache import PictureCache
from worldroom_serving.requests import answer_all
from worldroom_serving.view_sampler import ViewSampler


class WorldroomModel(MLModel):
    """Its settings name the folder of the model's version as `uri`."""

    async def load(self) -> bool:
        folder = Path(self.settings.parameters.uri)
        self._sampler = ViewSampler(folder, read_pack(folder), PictureCache(2_000_000_000), threads=1)
        self._coding = ThreadPoolExecutor(1)
        self._sampler.warm_up()
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        request = {tensor.name: NumpyCodec.decode_input(tensor) for tensor in payload.inputs}
        [answer] = await asyncio.to_thread(answer_all, self._sampler, self._coding, [request])
        wanted = {output.name for output in payload.outputs or []}
        outputs = [
            NumpyCodec.encode_output(name, value)
            for name, value in answer.items()
            if not wanted or name in wanted
        ]
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=outputs)
