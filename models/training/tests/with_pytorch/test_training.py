"""The commands, and the processes that they start."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.with_pytorch.tiny import TINY
from worldroom_training import train
from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import CONFIGS, STAGES
from worldroom_training.contact_sheet import sheet, write_png
from worldroom_training.data.clip_batches import ClipStore
from worldroom_training.export.model_card import MEASURED, write_card
from worldroom_training.export.prompt_encoder import PromptEncoder, train_prompt
from worldroom_training.export.prompt_phrases import Control
from worldroom_training.mixed_precision import mixed_precision
from worldroom_training.prefetch import Prefetch
from worldroom_training.training_loop import Report

CPU = torch.device("cpu")


def test_the_command_has_its_defaults() -> None:
    options = train.arguments(["--hours", "2"])
    assert options.stages == list(STAGES)
    assert options.ingredients == []
    assert options.out.parts[-3:] == ("build", "packs", "arena")
    assert train.chosen_config(options) is not None


def test_ingredients_are_added_by_their_names() -> None:
    options = train.arguments(["--hours", "1", "--with", "own-rollouts,context-noise", "--config", "large"])
    config = train.chosen_config(options)
    assert (config.name, config.own_rollouts, config.context_noise) == ("large", True, True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "--hours"),
        (["--hours", "0"], "--hours: must be above 0"),
        (["--hours", "1", "--stages", "draw,dream"], "--stages: unknown dream; choose from motion, figures"),
        (["--hours", "1", "--with", "salt"], "--with: unknown salt; choose from context-noise, own-rollouts"),
        (["--hours", "1", "--config", "huge"], "--config"),
    ],
)
def test_wrong_options_are_named(given: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.arguments(given)
    assert message in capsys.readouterr().err


def test_training_resumes_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Runs the command line with the real simulator and the process that prepares batches."""
    monkeypatch.setitem(CONFIGS, "small", TINY)
    given = [
        "--hours",
        "1e-6",
        "--stages",
        "motion",
        "--threads",
        "1",
        "--no-export",
        "--work",
        str(tmp_path),
    ]
    monkeypatch.setattr("sys.argv", ["train", *given])
    for run in (1, 2):
        train.main()
        progress = Checkpoint(TINY, tmp_path / TINY.name).progress["motion"]
        assert progress["samples"] == run * TINY.stages["motion"].batch
    assert "motion: 4 samples" in capsys.readouterr().out
    assert any((tmp_path / "data-64x48").glob("motion-*.bin"))


def test_an_error_while_preparing_ends_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ClipStore(TINY, tmp_path, None, seed=1)
    # A truncated file.
    (tmp_path / "clip-1.json").write_text('{"frames": 2, "controls": [0, 0], "samples": []}')
    (tmp_path / "clip-1.bin").write_bytes(b"short")
    batches = Prefetch("tokenizer", TINY, Checkpoint(TINY, tmp_path).networks, store, CPU)
    monkeypatch.setattr(store, "look", lambda: None)
    try:
        with pytest.raises(RuntimeError, match="process that prepares batches ended"):
            batches.take()
    finally:
        batches.close()


def test_reports_are_means() -> None:
    report = Report()
    for value in (1.0, 2.0):
        report.add({"loss": torch.tensor(value)})
    assert str(report) == "loss 1.5000"


def test_sheets_are_pictures_beside_each_other(tmp_path: Path) -> None:
    red = torch.tensor([1.0, 0, 0])[:, None, None].expand(3, 4, 6)
    grey = torch.full((1, 4, 6), 0.5)
    write_png(tmp_path / "new" / "sheet.png", sheet([[red, grey], [grey, red * 2]]))
    with Image.open(tmp_path / "new" / "sheet.png") as image:
        pixels = np.asarray(image)
    assert pixels.shape == (8, 12, 3)
    assert pixels[0, 0].tolist() == [255, 0, 0]
    assert pixels[0, 6].tolist() == [128, 128, 128]
    assert pixels[7, 11].tolist() == [255, 0, 0]


def test_a_card_keeps_what_people_wrote(tmp_path: Path, checkpoint: Checkpoint) -> None:
    write_card(TINY, checkpoint, {"draw": 1e-6}, {}, tmp_path)
    card = tmp_path / "card.md"
    first = card.read_text()
    assert "seeds below 1,000,000" in first
    assert "8-bit" not in first
    card.write_text(f"{first}\n{MEASURED}\n\n- Fast.\n")
    write_card(TINY, checkpoint, {"draw": 1e-6}, {"draw": 0.01}, tmp_path)
    assert card.read_text().endswith(f"\n{MEASURED}\n\n- Fast.\n")
    assert "8-bit integers (static, per channel) in draw: pictures move by draw 1.0e-02" in card.read_text()


def test_the_encoder_of_sentences_learns_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worldroom_training.export.prompt_encoder.STEPS", 200)
    controls: list[Control] = [{"name": "fog"}, {"name": "theme", "values": ["plain", "frost"]}]
    encoder: PromptEncoder = train_prompt(controls)
    phrases = ["thick fog", "clear", "frost", "snowy", "please"]
    topic, value = encoder(phrases)
    assert topic.argmax(1).tolist() == [2, 2, 3, 3, 0]
    assert torch.sigmoid(value[0, 0]) > torch.sigmoid(value[1, 0])
    assert value[2:4, 1:].argmax(1).tolist() == [1, 1]


def test_devices_besides_gpus_and_cpus_compute_in_full_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    for supported in (True, False):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda given=supported: given)
        assert mixed_precision(torch.device("cpu")) is supported
        assert mixed_precision(torch.device("cuda"))
        assert not mixed_precision(torch.device("meta"))
