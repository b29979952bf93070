"""Requests of the engine, as tensors of the KServe v2 protocol: what they mean and what is answered."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worldroom_serving.pack_files import PackSettings
from worldroom_serving.picture_cache import Key, Picture
from worldroom_serving.plane_code import encode_planes
from worldroom_serving.view_sampler import ViewSampler
from worldroom_serving.views import DRAWN, Answer, Look, View

Tensors = Mapping[str, NDArray[Any]]

VIEW_INPUTS = ("pictures", "keep", "settled", "transforms", "entities", "controls")


def answer_all(
    sampler: ViewSampler, coding: Executor, requests: Sequence[Tensors]
) -> list[dict[str, NDArray[Any]]]:
    """Answers requests of several rooms, whose views are drawn together.

    The planes of views are encoded side by side by `coding`.
    A request has tensors of one kind: `identify`; or pictures to keep; or views to draw, one a row.
    """
    views: list[View] = []
    rows: list[range] = []
    for request in requests:
        if "upload_key" in request:
            _keep_pictures(sampler, request)
        own = _views(request) if "pictures" in request else []
        rows.append(range(len(views), len(views) + len(own)))
        views.extend(own)
    started = perf_counter()
    drawn = sampler.sample(views) if views else []
    streams = list(coding.map(_stream, drawn))
    milliseconds = 1000 * (perf_counter() - started) / max(1, len(views))
    return [
        _answer(
            sampler.settings,
            request,
            [drawn[row] for row in own],
            [streams[row] for row in own],
            milliseconds,
        )
        for request, own in zip(requests, rows, strict=True)
    ]


def _answer(
    settings: PackSettings,
    request: Tensors,
    drawn: Sequence[Answer],
    streams: Sequence[bytes],
    milliseconds: float,
) -> dict[str, NDArray[Any]]:
    if "identify" in request:
        return {"identity": np.frombuffer(bytes.fromhex(settings.sha256), np.uint8)[None]}
    if "upload_key" in request:
        return {"state": np.zeros((len(request["upload_key"]), 1), np.uint8)}
    return {
        "state": np.array([[view.state] for view in drawn], np.uint8),
        "imagined": np.array([[view.imagined] for view in drawn], np.uint8),
        "milliseconds": np.full((len(drawn), 1), milliseconds, np.float32),
        "missing": np.stack([view.missing for view in drawn]),
        "planes": _padded(streams),
    }


def _stream(view: Answer) -> bytes:
    """The planes of a view. Nothing if it was not drawn."""
    return encode_planes(view.planes) if view.state == DRAWN else b""


def _padded(streams: Sequence[bytes]) -> NDArray[np.uint8]:
    """One stream a row, with zeros behind all but the longest: rows have one length, and none is empty."""
    rows = np.zeros((len(streams), max(1, *map(len, streams))), np.uint8)
    for row, stream in zip(rows, streams, strict=True):
        row[: len(stream)] = np.frombuffer(stream, np.uint8)
    return rows


def _keep_pictures(sampler: ViewSampler, request: Tensors) -> None:
    for row, key in enumerate(request["upload_key"]):
        # Inputs lie in memory that the server reuses.
        rgb, inverse_depth = request["upload_rgb"][row].copy(), request["upload_inverse_depth"][row].copy()
        fine = request["upload_fine"][row].copy() if "upload_fine" in request else None
        sampler.cache.put(_key(key), Picture(rgb, inverse_depth, fine))


def _views(request: Tensors) -> list[View]:
    noise = request.get("noise")
    return [
        View(
            pictures=[_key(key) for key in request["pictures"][row]],
            keep=_key(request["keep"][row]),
            settled=bool(request["settled"][row][0]),
            transforms=request["transforms"][row],
            entities=request["entities"][row],
            controls=request["controls"][row],
            noise=None if noise is None else noise[row],
            look=Look(request["asked"][row], request["guidance"][row], request["relight_camera"][row])
            if "asked" in request
            else None,
            size=_size(request["size"][row]) if "size" in request else None,
        )
        for row in range(len(request["pictures"]))
    ]


def _size(sides: NDArray[np.uint16]) -> tuple[int, int] | None:
    """Width and height, zeros for the view's own."""
    width, height = int(sides[0]), int(sides[1])
    return (width, height) if width > 0 and height > 0 else None


def _key(numbers: NDArray[np.uint64]) -> Key:
    return int(numbers[0]), int(numbers[1])
