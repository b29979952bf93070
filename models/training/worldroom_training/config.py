"""Every number the trainer needs, as plain dataclasses; `CONFIGS` names the ready-made sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from worldroom_training.contract import ENTITY_FEATURES, LOOKS

#: What is trained, in its order: a stage each, which checkpoints and the command line call by these names.
#: `figures` is the light field of entities (networks/entity_field.py).
STAGES = ("motion", "figures", "tokenizer", "draw", "lean", "imagine", "relight", "plan", "surface")
#: Stages whose graph a pack may lack, until they are trained; their weights to train on from have a file of
#: their own beside its checkpoint.
OPTIONAL_STAGES = ("plan", "surface")
#: Optional stages of which packs ship no weights to train on from: they are learnt anew in minutes.
RELEARNT_STAGES = ("surface",)
#: Stages that learn from still places of many worlds (Config.places).
PLACE_STAGES = ("tokenizer", "imagine")


@dataclass(frozen=True)
class ViewConfig:
    """Frame size in pixels, focal length in pixels, views a second."""

    width: int = 256
    height: int = 144
    focal: float = 176.0
    rate: int = 12


@dataclass(frozen=True)
class ConditionConfig:
    """`slots`: keyframes a view is drawn from, slot 0 being the previous frame; `entities`: most in one
    view."""

    slots: int = 8
    entities: int = 10
    entity_features: int = ENTITY_FEATURES
    controls: int = 2


@dataclass(frozen=True)
class EntityFieldConfig:
    """Width and hidden layers of the light field that all kinds of entities share."""

    width: int = 80
    layers: int = 4


@dataclass(frozen=True)
class DrawConfig:
    """Channels and residual blocks of the U-Net at 1/4, 1/8 and 1/16 of the view.

    `expansion`: of separable blocks; 0 for blocks of dense convolutions, and attention.
    `sharpening`: channels of the layer that sharpens the picture.
    """

    channels: tuple[int, int, int] = (64, 96, 160)
    blocks: tuple[int, int, int] = (2, 2, 2)
    heads: int = 4
    expansion: int = 0
    sharpening: int = 48


@dataclass(frozen=True)
class TokenizerConfig:
    """A token covers `patch` x `patch` coarse pixels and is `parts` codes of the finite scalar quantiser's
    levels; the decoder ends with `finish_channels` at the coarse view's own size."""

    levels: tuple[int, ...] = (8, 8, 6, 5)
    parts: int = 2
    channels: int = 64
    deep_channels: int = 128
    finish_channels: int = 16
    patch: int = 8


@dataclass(frozen=True)
class ImagineConfig:
    """The masked-token transformer and its decoding."""

    width: int = 192
    layers: int = 8
    heads: int = 6
    steps: int = 5
    threshold: float = 0.5


@dataclass(frozen=True)
class MemoryConfig:
    """What the pack asks of the engine's memory: most keyframes a room keeps, the uncovered share from which
    a frame is written, and the confidence (0 to 1) below which its pixels are not."""

    capacity: int = 5000
    novelty: float = 0.08
    confidence: float = 0.75


@dataclass(frozen=True)
class MotionConfig:
    """Width and hidden layers of what a body does alone, and of what its surroundings do to it."""

    own_width: int = 96
    own_layers: int = 2
    met_width: int = 160
    met_layers: int = 3


@dataclass(frozen=True)
class RelightConfig:
    """Channels at 1/4, 1/8 and 1/16 of the view, of what is read of it and of the shader; `looks` of the
    reference world."""

    channels: tuple[int, int, int] = (32, 56, 80)
    features: int = 48
    shader: int = 64
    looks: int = len(LOOKS)
    #: Share of training in which the controls asked for are not told.
    untold: float = 0.1

    @property
    def asked(self) -> int:
        """Numbers that say what is asked for: time of day, fog, and the look as one of so many."""
        return 2 + self.looks


@dataclass(frozen=True)
class PlanConfig:
    """Channels and dilations of the convolutions over a plan's cells, and how a tile is drawn.

    The last dilations fall, so that the graph computes little around the tile. `untold`: share of training in
    which no control is told. `guidance`: scale of classifier-free guidance. `kind_guidance`: the same of
    doors for cells that are doors: they are rare, and a scale of 2 brings too few.
    """

    channels: int = 64
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2, 4, 8, 4, 2, 1, 1)
    control_width: int = 64
    untold: float = 0.35
    kind_steps: int = 12
    material_steps: int = 8
    kind_temperature: float = 1.0
    material_temperature: float = 0.6
    guidance: float = 2.0
    kind_guidance: Mapping[str, float] = field(default_factory=lambda: {"doors": 8.0})


@dataclass(frozen=True)
class SurfaceConfig:
    """Texels a metre of the finest textures, number of resolutions, each half of the one before, and width of
    the perceptrons of light and of the sky."""

    texels_per_metre: int = 64
    levels: int = 5
    width: int = 32


@dataclass(frozen=True)
class StageConfig:
    """One network's training: samples a step, peak learning rate, share of the training time."""

    batch: int
    learning_rate: float
    share: float


@dataclass(frozen=True)
class Config:
    name: str
    view: ViewConfig = field(default_factory=ViewConfig)
    #: Larger sizes (width, height) that pictures are shown in, largest first.
    sizes: tuple[tuple[int, int], ...] = ()
    condition: ConditionConfig = field(default_factory=ConditionConfig)
    entity_field: EntityFieldConfig = field(default_factory=EntityFieldConfig)
    draw: DrawConfig = field(default_factory=DrawConfig)
    #: What draws views that memory covers: the levels' channels are those of `draw`, its teacher.
    lean: DrawConfig = field(default_factory=lambda: DrawConfig(blocks=(2, 2, 4), expansion=2, sharpening=24))
    tokenizer: TokenizerConfig = field(default_factory=TokenizerConfig)
    imagine: ImagineConfig = field(default_factory=ImagineConfig)
    memory: MemoryConfig = field(default_factory=MemoryConfig)
    motion: MotionConfig = field(default_factory=MotionConfig)
    relight: RelightConfig = field(default_factory=RelightConfig)
    plan: PlanConfig = field(default_factory=PlanConfig)
    surface: SurfaceConfig = field(default_factory=SurfaceConfig)
    stages: dict[str, StageConfig] = field(
        default_factory=lambda: {
            "motion": StageConfig(batch=512, learning_rate=2e-3, share=0.06),
            "figures": StageConfig(batch=16, learning_rate=2e-3, share=0.08),
            "tokenizer": StageConfig(batch=16, learning_rate=2e-3, share=0.12),
            "draw": StageConfig(batch=8, learning_rate=6e-4, share=0.34),
            "lean": StageConfig(batch=8, learning_rate=6e-4, share=0.06),
            "imagine": StageConfig(batch=16, learning_rate=8e-4, share=0.22),
            "relight": StageConfig(batch=8, learning_rate=2e-3, share=0.05),
            "plan": StageConfig(batch=16, learning_rate=1.5e-3, share=0.05),
            "surface": StageConfig(batch=131072, learning_rate=2e-3, share=0.02),
        }
    )
    #: Ingredients of training that made no measured difference (LOG.md), so that nobody pays for them who
    #: does not ask: remembered frames with the faults of generated ones (after GameNGen and Diffusion
    #: Forcing), and previous frames of the network's own.
    context_noise: bool = False
    own_rollouts: bool = False
    #: Graphs in 8-bit integers: for packs that are drawn on a CPU.
    quantised: bool = True
    #: Clips and look sets (one world each) and motion rows that the simulator keeps on disk.
    clips: int = 800
    #: Worlds of still places alone, which the tokenizer and imagine learn from: they need many more worlds
    #: than draw does, or they learn those they saw by heart.
    places: int = 2000
    look_sets: int = 600
    #: Worlds of play whose drawn views relighting learns from, where a pack is there to draw them.
    drawn_sets: int = 26
    motion_rows: int = 1_200_000
    #: Towns of which patches of plans are kept.
    towns: int = 600
    #: Points on surfaces of towns.
    surface_rows: int = 16_000_000


#: What `worldroom_training.train --with` can add, with the field that says so.
INGREDIENTS = {"context-noise": "context_noise", "own-rollouts": "own_rollouts"}

CONFIGS = {
    "small": Config(name="small", sizes=((512, 288), (384, 216))),
    "large": Config(
        name="large",
        quantised=False,
        view=ViewConfig(width=512, height=288, focal=352.0, rate=20),
        draw=DrawConfig(channels=(128, 256, 384), blocks=(3, 3, 4), heads=8),
        lean=DrawConfig(channels=(128, 256, 384), blocks=(3, 3, 4), expansion=2, sharpening=24),
        relight=RelightConfig(channels=(64, 96, 160), features=64, shader=96),
        tokenizer=TokenizerConfig(levels=(8, 8, 8, 8), channels=128, deep_channels=256, patch=16),
        imagine=ImagineConfig(width=512, layers=12, heads=8, steps=8),
        plan=PlanConfig(channels=256),
        surface=SurfaceConfig(texels_per_metre=64, levels=5),
        stages={
            "motion": StageConfig(batch=4096, learning_rate=2e-3, share=0.03),
            "figures": StageConfig(batch=32, learning_rate=2e-3, share=0.05),
            "tokenizer": StageConfig(batch=64, learning_rate=1e-3, share=0.15),
            "draw": StageConfig(batch=32, learning_rate=4e-4, share=0.34),
            "lean": StageConfig(batch=32, learning_rate=4e-4, share=0.06),
            "imagine": StageConfig(batch=128, learning_rate=6e-4, share=0.30),
            "relight": StageConfig(batch=32, learning_rate=5e-4, share=0.04),
            "plan": StageConfig(batch=128, learning_rate=2e-3, share=0.02),
            "surface": StageConfig(batch=65536, learning_rate=2e-3, share=0.01),
        },
    ),
}
