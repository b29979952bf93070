"""The model card of a pack, written from what is known of the training run."""

from pathlib import Path

from worldroom_training.checkpoint import Checkpoint
from worldroom_training.config import STAGES, Config
from worldroom_training.contract import SEEDS

#: What people write below this line of a card, the next export leaves as it is.
MEASURED = "## As measured"


def write_card(
    config: Config, checkpoint: Checkpoint, parity: dict[str, float], rounding: dict[str, float], folder: Path
) -> None:
    networks = checkpoint.averages
    millions = {stage: sum(p.numel() for p in networks.of(stage).parameters()) / 1e6 for stage in STAGES}
    rows = [
        f"| {stage} | {millions[stage]:.2f} M | {checkpoint.progress[stage]['samples']:,} | "
        f"{checkpoint.progress[stage]['seconds'] / 3600:.2f} |"
        for stage in STAGES
    ]
    rounded = (
        f"  Then 8-bit integers (static, per channel) in {' and '.join(rounding)}: pictures move by {errors(rounding)}.\n"
        if rounding
        else ""
    )
    plans = (
        "`plan.onnx` fills in unseen ground from above: masked tokens of cells, dilated convolutions.\n  "
        if checkpoint.progress["plan"]["samples"]
        else ""
    )
    text = f"""# Model card: The Arena ({config.name})

Networks that draw, imagine and move in open-air compounds of rooms, corridors and towers, one view a
player, at {config.view.width}x{config.view.height} and {config.view.rate} views a second.

| network | parameters | training samples | hours of training |
| --- | --- | --- | --- |
{chr(10).join(rows)}

- **Data.** Rendered by the reference world in `models/reference`, nothing else: no pictures of people or
  places, no third-party data. Training worlds have seeds below {SEEDS["heldOut"]:,}; evaluation uses seeds from
  {SEEDS["heldOut"]:,} and the shipped world seeds from {SEEDS["shipped"]:,}.
- **Method.** Posed RGB-D keyframes are reprojected inside `condition.onnx`, where a light field also says what
  entities look like; `draw.onnx` is a one-step U-Net over both; `imagine.onnx` is a masked-token transformer over
  finite scalar quantised RGB-D patches; `motion.onnx` is two small perceptrons, one over the body's own state and one
  over range scans. The former is given quantities of a free fall (how far and how fast a body would be after a tick
  under the room's gravity), so that part of the law is built in, not learned; what is learned is contact, friction,
  bounce and what players do. `relight.onnx` shows a drawn view at another time of day, in fog or in a theme. {plans}Weights
  are exponential moving averages.
- **Export.** Relative error of ONNX against PyTorch on random inputs: {errors(parity)}.
{rounded}- **Measures.** `report.json` beside this file, when it was evaluated: held-out worlds, through the engine's own
  memory, sampler and workers, beside the baselines `copy` and `warp`. `strip.jpg` shows one world at ticks 0, 100
  and 1,000 (and 10,000 after a full evaluation): drawn and as it should be for one who plays, then for one who stands still.

  ![Long rollouts](strip.jpg)

- **Limits.** One kind of world; themes change its look, not what stands in it. Places far from every keyframe are imagined coarsely,
  and confidence there is low. Not meant for anything but play.
- **Licence.** MIT, weights included.
"""
    path = folder / "card.md"
    path.write_text(text + measured_before(path))


def errors(by_graph: dict[str, float]) -> str:
    return ", ".join(f"{name} {error:.1e}" for name, error in by_graph.items())


def measured_before(path: Path) -> str:
    """The part of the card that people wrote, with its heading; nothing where there is none."""
    _, heading, measured = (path.read_text() if path.exists() else "").partition(f"\n{MEASURED}\n")
    return heading + measured
