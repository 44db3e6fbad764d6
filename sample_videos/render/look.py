"""Who a cook is and what they wear, as values; drawn at random for pictures, written by hand for clips."""

from dataclasses import dataclass
from enum import IntEnum
from random import Random
from typing import Literal

from sample_videos.render.body import Physique

Colour = tuple[float, float, float]
HatKind = Literal["toque", "cap", "visor_cap", "bouffant", "pillbox"]
HairKind = Literal["short", "bun", "long", "bald"]
MaskWear = Literal["none", "worn", "chin"]
Sleeve = Literal["long", "rolled", "short"]


class Region(IntEnum):
    """What a piece of a cook is to the labels; the render's index pass holds 16 × person + region."""

    BODY = 1
    FACE = 2
    MASK = 3
    SCALP = 4
    HAT = 5
    LEFT_HAND = 6
    RIGHT_HAND = 7
    TOOL = 8


@dataclass(frozen=True, slots=True)
class Look:
    """A cook's body and clothes. Colours are linear RGB in [0, 1]; a hat, None of it, shows the hair."""

    physique: Physique
    height: float
    skin: Colour
    hair: HairKind
    hair_colour: Colour
    hat: HatKind | None
    hat_colour: Colour
    mask: MaskWear
    mask_colour: Colour
    gloved: bool
    glove_colour: Colour
    coat_colour: Colour
    trim_colour: Colour
    apron_colour: Colour | None
    sleeve: Sleeve
    tool: Literal["knife", "ladle"] | None
    seed: int


SKINS: tuple[Colour, ...] = (
    (0.62, 0.39, 0.28), (0.52, 0.31, 0.21), (0.70, 0.47, 0.36), (0.40, 0.22, 0.14), (0.74, 0.53, 0.43),
    (0.58, 0.36, 0.24), (0.22, 0.11, 0.07), (0.66, 0.43, 0.31),
)  # fmt: skip
HAIR: tuple[Colour, ...] = (
    (0.012, 0.010, 0.009), (0.025, 0.016, 0.011), (0.06, 0.035, 0.02), (0.22, 0.21, 0.2), (0.16, 0.08, 0.03),
)  # fmt: skip
WHITES: tuple[Colour, ...] = ((0.80, 0.80, 0.78), (0.74, 0.76, 0.80), (0.84, 0.82, 0.76))
MASKS: tuple[Colour, ...] = (
    (0.30, 0.53, 0.74), (0.78, 0.80, 0.82), (0.025, 0.025, 0.03), (0.38, 0.66, 0.72), (0.20, 0.42, 0.66),
    (0.80, 0.79, 0.76), (0.45, 0.62, 0.50),
)  # fmt: skip
GLOVES: tuple[Colour, ...] = (
    (0.05, 0.20, 0.58), (0.78, 0.79, 0.80), (0.018, 0.018, 0.022), (0.22, 0.42, 0.72), (0.72, 0.68, 0.58),
    (0.15, 0.30, 0.75), (0.60, 0.64, 0.68), (0.10, 0.36, 0.30),
)  # fmt: skip
COATS: tuple[Colour, ...] = (*WHITES, *WHITES, (0.03, 0.03, 0.035), (0.42, 0.56, 0.74), (0.30, 0.04, 0.05))
TRIMS: tuple[Colour, ...] = ((0.02, 0.02, 0.025), (0.75, 0.75, 0.73), (0.35, 0.03, 0.03), (0.04, 0.08, 0.25))
APRONS: tuple[Colour, ...] = (
    (0.03, 0.05, 0.20), (0.28, 0.03, 0.03), (0.78, 0.78, 0.74), (0.02, 0.02, 0.022), (0.05, 0.20, 0.08),
)  # fmt: skip
HATS: tuple[Colour, ...] = (*WHITES, (0.78, 0.79, 0.80), (0.45, 0.62, 0.78), (0.025, 0.025, 0.03))


def random_look(rng: Random, *, hat: bool, mask: MaskWear, gloved: bool) -> Look:
    """A cook drawn from the generator who wears what is asked."""
    skin = _jitter(rng, rng.choice(SKINS), 0.12)
    glove = rng.choice(GLOVES)
    if gloved and rng.random() < 0.2:
        glove = (0.45 * skin[0] + 0.40, 0.45 * skin[1] + 0.41, 0.45 * skin[2] + 0.42)
    kind: HatKind = rng.choices(
        ("toque", "cap", "visor_cap", "bouffant", "pillbox"), weights=(28, 18, 12, 27, 15)
    )[0]
    hats = WHITES if kind == "toque" else HATS[:-1] if kind == "bouffant" else HATS
    sex = rng.choice(("female", "male"))
    return Look(
        physique=Physique(
            sex,
            rng.choice(("young", "young", "old")),
            rng.choice(("asian", "asian", "asian", "caucasian")),
            rng.choice(("averageweight", "averageweight", "maxweight", "minweight")),
        ),
        height=rng.uniform(0.94, 1.06),
        skin=skin,
        hair=rng.choice(("short", "short", "bun", "long")) if sex == "female" else
        rng.choices(("short", "bald"), weights=(6, 1))[0],
        hair_colour=rng.choice(HAIR),
        hat=kind if hat else None,
        hat_colour=_jitter(rng, rng.choice(hats), 0.08),
        mask=mask,
        mask_colour=_jitter(rng, rng.choice(MASKS), 0.15),
        gloved=gloved,
        glove_colour=_jitter(rng, glove, 0.15),
        coat_colour=_jitter(rng, rng.choice(COATS), 0.08),
        trim_colour=rng.choice(TRIMS),
        apron_colour=rng.choice(APRONS) if rng.random() < 0.65 else None,
        sleeve=rng.choices(("long", "rolled", "short"), weights=(5, 4, 3))[0],
        tool=rng.choice(("knife", "ladle", None, None)),
        seed=rng.randrange(1 << 30),
    )  # fmt: skip


def _jitter(rng: Random, colour: Colour, share: float) -> Colour:
    scale = 1 + rng.uniform(-share, share)
    red, green, blue = (
        min(0.92, channel * scale * (1 + rng.uniform(-share, share) / 3)) for channel in colour
    )
    return red, green, blue
