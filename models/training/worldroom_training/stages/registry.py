"""The stages by name."""

from worldroom_training.stages.draw import DrawStage
from worldroom_training.stages.entity_field import EntityFieldStage
from worldroom_training.stages.imagine import ImagineStage
from worldroom_training.stages.lean import LeanStage
from worldroom_training.stages.motion import MotionStage
from worldroom_training.stages.plan import PlanStage
from worldroom_training.stages.relight import RelightStage
from worldroom_training.stages.stage import StageClass
from worldroom_training.stages.surface import SurfaceStage
from worldroom_training.stages.tokenizer import TokenizerStage

STAGE_CLASSES: dict[str, StageClass] = {
    "motion": MotionStage,
    "figures": EntityFieldStage,
    "tokenizer": TokenizerStage,
    "draw": DrawStage,
    "lean": LeanStage,
    "imagine": ImagineStage,
    "relight": RelightStage,
    "plan": PlanStage,
    "surface": SurfaceStage,
}
