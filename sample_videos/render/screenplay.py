"""The eight clips: who stands where, works how, and goes without what from when to when."""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from sample_videos.render.body import Physique
from sample_videos.render.camera import Camera
from sample_videos.render.kitchen import WORKTOP, Mood
from sample_videos.render.look import HatKind, Look, random_look
from sample_videos.render.motion import HandPart, Keys, at, drift
from sample_videos.render.posture import Posture

Rule = Literal["mask", "hat", "gloves"]
FPS = 12
_WIDTH, _HEIGHT = 960, 540


@dataclass(frozen=True, slots=True)
class Lapse:
    """A rule broken from start_s to end_s (clip time); mask is where the mask is meanwhile."""

    rule: Rule
    start_s: float
    end_s: float
    mask: Literal["none", "chin"] = "none"


@dataclass(frozen=True, slots=True)
class Role:
    """One cook in a clip: how they look when everything is worn, where they stand and what they do.

    x and y are metres in the room, yaw, look and nod degrees, each keyed by clip time.
    """

    person: str
    look: Look
    x: Keys
    y: Keys
    yaw: Keys
    left: HandPart
    right: HandPart
    gaze: Keys = ((0.0, 0.0),)
    nod: Keys = ((0.0, 3.0),)
    lapses: tuple[Lapse, ...] = ()

    def look_at(self, seconds: float) -> Look:
        """The look at a time: without what is lacking then."""
        look = self.look
        for lapse in self.lapses:
            if lapse.start_s <= seconds < lapse.end_s:
                match lapse.rule:
                    case "mask":
                        look = replace(look, mask=lapse.mask)
                    case "hat":
                        look = replace(look, hat=None)
                    case "gloves":
                        look = replace(look, gloved=False)
        return look

    def posture_at(self, seconds: float, floor: float) -> Posture:
        """The posture at a time; floor is the body's own floor height (dm)."""
        worktop = WORKTOP * 10 / self.look.height + floor
        seed = self.look.seed
        return Posture(
            self.left.hand(seconds, worktop, seed),
            self.right.hand(seconds, worktop, seed + 20),
            stoop=7 + drift(seed + 2, seconds, 3),
            twist=drift(seed + 3, seconds, 5),
            sway=drift(seed + 4, seconds, 2),
            nod=at(self.nod, seconds) + drift(seed + 5, seconds, 4),
            look=at(self.gaze, seconds) + drift(seed + 6, seconds, 7),
            tilt=drift(seed + 7, seconds, 3),
        )

    def place_at(self, seconds: float) -> tuple[float, float]:
        return (
            at(self.x, seconds) + drift(self.look.seed + 8, seconds, 0.025),
            at(self.y, seconds) + drift(self.look.seed + 9, seconds, 0.012),
        )


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip. props lists what stands before a cook: ("board" or "pan", x)."""

    name: str
    place: str
    seconds: float
    seed: int
    mood: Mood
    camera: Camera
    roles: tuple[Role, ...]
    props: tuple[tuple[Literal["board", "pan"], float], ...]

    @property
    def frames(self) -> int:
        return round(self.seconds * FPS)


def _look(seed: int, sex: str, hat: HatKind, **worn: object) -> Look:
    rng = Random(seed)  # noqa: S311 (draws a scene, keeps no secret)
    drawn = random_look(rng, hat=True, mask="worn", gloved=True)
    physique = Physique(sex, "young", "asian", "averageweight")
    base = replace(
        drawn, physique=physique, hat=hat, hair="short", height=1.03 if sex == "male" else 0.99,
        skin=(0.60, 0.38, 0.27), hair_colour=(0.014, 0.011, 0.01), hat_colour=(0.80, 0.80, 0.78),
        coat_colour=(0.74, 0.75, 0.77), trim_colour=(0.02, 0.02, 0.025), sleeve="long",
    )  # fmt: skip
    return replace(base, **worn)  # type: ignore[arg-type]


_BLUE, _TEAL, _BLACK = (0.24, 0.47, 0.70), (0.30, 0.58, 0.64), (0.02, 0.02, 0.024)
_WHITE = (0.78, 0.80, 0.82)
_NITRILE = (0.06, 0.20, 0.58)

HOT_LINE = Clip(
    "hot_line",
    "hot line, two cooks at the stove side of a worktop",
    15.0,
    11,
    Mood((0.55, 0.56, 0.55), 6.6, (0.20, 0.12, 0.08), 0.5, 42, (1.0, 0.95, 0.88), 0.24),
    Camera((0.15, -1.85, 2.15), (0.02, 0.45, 1.20), 35, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(3, "male", "toque", mask_colour=_BLUE, glove_colour=_NITRILE, tool="ladle",
                       apron_colour=(0.03, 0.05, 0.20)),
            x=((0, -0.58),), y=((0, 0.62),), yaw=((0, 8),),
            left=HandPart(1, "hold", (1.5, 0.8, 3.5), raises=(4.0, 11.5), raised_to=5.2),
            right=HandPart(-1, "stir", (0.9, 1.6, 3.5)),
            gaze=((0, 4), (3.2, 4), (3.9, -4), (6.5, 10), (9.0, -6), (11.5, 0)),
            nod=((0, 8), (3.2, 8), (4.2, 3), (11.5, 4), (12.5, 8)),
            lapses=(Lapse("mask", 4.0, 11.5, "chin"),),
        ),
        Role(
            "B", _look(8, "female", "cap", mask_colour=_TEAL, glove_colour=_BLACK, tool="knife",
                       apron_colour=None),
            x=((0, 0.62), (6, 0.62), (7.2, 0.74), (11, 0.62)), y=((0, 0.63),), yaw=((0, -8),),
            left=HandPart(1, "hold", (1.2, 0.7, 3.5)),
            right=HandPart(-1, "chop", (0.9, 0.8, 3.3)),
            gaze=((0, 0), (5, 6), (9, -8), (12, 0)),
        ),
    ),
    (("pan", -0.60), ("board", 0.62)),
)  # fmt: skip

PREP_ROOM = Clip(
    "prep_room",
    "preparation room, two cooks, one turns to the counter behind and back",
    15.0,
    24,
    Mood((0.66, 0.67, 0.66), 5.0, (0.25, 0.24, 0.22), 0.58, 50, (0.95, 0.98, 1.0), 0.30),
    Camera((-0.35, -1.85, 2.25), (0.03, 0.5, 1.20), 34, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(5, "female", "bouffant", mask_colour=_BLUE, glove_colour=_WHITE, tool="knife",
                       apron_colour=(0.03, 0.05, 0.20), coat_colour=(0.42, 0.56, 0.74)),
            x=((0, -0.60),), y=((0, 0.62),), yaw=((0, -6),),
            left=HandPart(1, "hold", (1.2, 0.7, 3.5)),
            right=HandPart(-1, "chop", (0.9, 0.8, 3.3)),
            gaze=((0, 0), (4, -8), (8, 6), (12, 0)), nod=((0, -2),),
        ),
        Role(
            "B", _look(9, "male", "pillbox", mask_colour=_TEAL, glove_colour=_NITRILE, tool=None,
                       apron_colour=(0.02, 0.02, 0.022)),
            x=((0, 0.62), (3.6, 0.62), (4.8, 0.72), (8.6, 0.72), (9.8, 0.62)),
            y=((0, 0.63), (3.4, 0.63), (4.8, 1.12), (8.6, 1.12), (9.9, 0.63)),
            yaw=((0, 4), (3.4, 4), (4.9, 176), (8.4, 176), (9.9, 4)),
            left=HandPart(1, "wipe", (1.3, 0.6, 3.5)),
            right=HandPart(-1, "hold", (1.3, 0.7, 3.4)),
            gaze=((0, 0), (5, 8), (8, -8), (11, 0)),
        ),
    ),
    (("board", -0.60),),
)  # fmt: skip

COLD_ROOM = Clip(
    "cold_room",
    "cold kitchen, one cook close to the camera",
    15.0,
    37,
    Mood((0.60, 0.64, 0.67), 3.3, (0.10, 0.11, 0.12), 0.55, 46, (0.90, 0.96, 1.0), 0.26),
    Camera((0.45, -1.55, 2.05), (0.06, 0.42, 1.19), 44, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(14, "female", "bouffant", mask_colour=_TEAL, glove_colour=_NITRILE, tool=None,
                       apron_colour=(0.05, 0.20, 0.08)),
            x=((0, 0.0), (5, 0.0), (6.5, 0.1), (10, 0.0)), y=((0, 0.61),), yaw=((0, 6),),
            left=HandPart(1, "wipe", (1.5, 0.7, 3.5)),
            right=HandPart(-1, "stir", (1.5, 0.8, 3.5)),
            gaze=((0, 0), (3, 5), (7, -8), (11, 0)),
            lapses=(Lapse("gloves", 3.5, 10.5),),
        ),
    ),
    (),
)  # fmt: skip

WASH_UP = Clip(
    "wash_up",
    "washing-up corner, two cooks",
    15.0,
    42,
    Mood((0.50, 0.50, 0.46), 10.0, (0.35, 0.30, 0.24), 0.45, 40, (1.0, 0.93, 0.84), 0.26),
    Camera((0.55, -1.85, 2.2), (0.03, 0.48, 1.23), 34, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(17, "male", "cap", mask_colour=_BLUE, glove_colour=_NITRILE, tool=None,
                       apron_colour=(0.02, 0.02, 0.022)),
            x=((0, -0.55),), y=((0, 0.62),), yaw=((0, 6),),
            left=HandPart(1, "wipe", (1.3, 0.7, 3.5)),
            right=HandPart(-1, "hold", (1.2, 0.8, 3.4)),
            gaze=((0, 0), (6, 8), (10, -4)),
        ),
        Role(
            "B", _look(20, "male", "toque", mask_colour=_TEAL, glove_colour=_BLACK, tool=None,
                       apron_colour=(0.28, 0.03, 0.03), height=0.99),
            x=((0, 0.62), (6, 0.62), (7.5, 0.54), (11, 0.62)), y=((0, 0.62),), yaw=((0, -4),),
            left=HandPart(1, "hold", (1.4, 0.8, 3.4), raises=(4.0, 11.0), raised_to=6.4),
            right=HandPart(-1, "wipe", (1.2, 0.7, 3.5)),
            gaze=((0, 0), (5, -6), (9, 8), (12, 0)),
            lapses=(Lapse("hat", 4.0, 11.0),),
        ),
    ),
    (),
)  # fmt: skip

CROSSING = Clip(
    "crossing",
    "plating worktop, two cooks change places; the one without a mask passes behind the other",
    15.0,
    53,
    Mood((0.62, 0.63, 0.62), 5.0, (0.25, 0.24, 0.22), 0.55, 46, (1.0, 0.97, 0.92), 0.28),
    Camera((-0.2, -1.95, 2.25), (0.0, 0.5, 1.22), 32, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(23, "male", "toque", mask_colour=_BLUE, glove_colour=_NITRILE, tool=None,
                       apron_colour=(0.03, 0.05, 0.20)),
            x=((0, -0.62), (5.0, -0.62), (8.0, 0.66)),
            y=((0, 0.63), (4.2, 0.63), (5.4, 1.2), (7.2, 1.2), (8.4, 0.63)),
            yaw=((0, 6), (4.2, 6), (5.2, 40), (7.2, 40), (8.4, -6)),
            left=HandPart(1, "hold", (1.3, 0.8, 3.5)),
            right=HandPart(-1, "wipe", (1.3, 0.7, 3.5)),
            gaze=((0, 2), (4, -6), (9, 4), (13, -4)),
            lapses=(Lapse("mask", 0.0, 15.0),),
        ),
        Role(
            "B", _look(27, "female", "bouffant", mask_colour=_TEAL, glove_colour=_BLACK, tool=None,
                       apron_colour=(0.05, 0.20, 0.08), coat_colour=(0.42, 0.56, 0.74)),
            x=((0, 0.64), (5.2, 0.64), (7.8, -0.60)), y=((0, 0.62),),
            yaw=((0, -6), (5.0, -6), (5.8, -35), (7.4, -35), (8.2, 6)),
            left=HandPart(1, "wipe", (1.3, 0.7, 3.5)),
            right=HandPart(-1, "hold", (1.2, 0.8, 3.5)),
            gaze=((0, 0), (4, 6), (10, -6), (14, 2)),
        ),
    ),
    (),
)  # fmt: skip

CORNER = Clip(
    "corner",
    "whole kitchen from a ceiling corner, three cooks, one of them with the back to the camera",
    15.0,
    61,
    Mood((0.60, 0.61, 0.59), 6.6, (0.20, 0.12, 0.08), 0.52, 52, (1.0, 0.96, 0.9), 0.26),
    Camera((-2.5, -2.3, 2.65), (0.15, 0.75, 1.05), 28, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(31, "female", "bouffant", mask_colour=_BLUE, glove_colour=_WHITE, tool="knife",
                       apron_colour=(0.03, 0.05, 0.20)),
            x=((0, -0.75),), y=((0, 0.63),), yaw=((0, -12),),
            left=HandPart(1, "hold", (1.2, 0.7, 3.5)),
            right=HandPart(-1, "chop", (0.9, 0.8, 3.3)),
            gaze=((0, -6), (5, 4), (10, -10), (14, 0)),
        ),
        Role(
            "B", _look(35, "male", "cap", mask_colour=_TEAL, glove_colour=_NITRILE, tool="ladle",
                       apron_colour=(0.02, 0.02, 0.022)),
            x=((0, 0.55), (6, 0.55), (7.5, 0.68), (12, 0.55)), y=((0, 0.62),), yaw=((0, -20),),
            left=HandPart(1, "hold", (1.3, 0.7, 3.4)),
            right=HandPart(-1, "stir", (1.0, 1.4, 3.5)),
            gaze=((0, 0), (4, -8), (9, 6), (14, 0)),
        ),
        Role(
            "C", _look(39, "male", "toque", mask_colour=_BLUE, glove_colour=_BLACK, tool=None,
                       apron_colour=(0.28, 0.03, 0.03)),
            x=((0, 0.1), (5, 0.1), (8, -0.5), (12, -0.2)), y=((0, 1.45),), yaw=((0, 172), (5, 172), (8, 185)),
            left=HandPart(1, "wipe", (1.3, 0.7, 3.5)),
            right=HandPart(-1, "hold", (1.3, 0.7, 3.4)),
            gaze=((0, 0), (5, 8), (10, -8)),
        ),
    ),
    (("board", -0.75), ("pan", 0.58)),
)  # fmt: skip

EMPTY = Clip(
    "empty",
    "kitchen after closing, nobody there",
    15.0,
    73,
    Mood((0.64, 0.65, 0.66), 5.0, (0.10, 0.11, 0.12), 0.55, 40, (0.9, 0.96, 1.0), 0.24),
    Camera((0.3, -1.95, 2.25), (0.0, 0.5, 1.15), 28, _WIDTH, _HEIGHT),
    (),
    (("board", -0.6), ("pan", 0.1), ("pan", 0.62)),
)  # fmt: skip

DIM = Clip(
    "dim",
    "store room late in the evening, one lamp, two cooks",
    15.0,
    82,
    Mood((0.45, 0.44, 0.42), 3.3, (0.25, 0.24, 0.22), 0.45, 13, (1.0, 0.88, 0.74), 0.06),
    Camera((0.35, -1.85, 2.2), (0.02, 0.5, 1.21), 34, _WIDTH, _HEIGHT),
    (
        Role(
            "A", _look(43, "male", "pillbox", mask_colour=_WHITE, glove_colour=_NITRILE, tool=None,
                       apron_colour=(0.05, 0.20, 0.08)),
            x=((0, -0.58),), y=((0, 0.62),), yaw=((0, 8),),
            left=HandPart(1, "wipe", (1.3, 0.7, 3.5)),
            right=HandPart(-1, "hold", (1.2, 0.8, 3.4)),
            gaze=((0, 0), (5, -8), (10, 6)),
        ),
        Role(
            "B", _look(47, "female", "toque", mask_colour=_BLUE, glove_colour=_WHITE, tool="knife",
                       apron_colour=None),
            x=((0, 0.60),), y=((0, 0.63),), yaw=((0, -6),),
            left=HandPart(1, "hold", (1.2, 0.7, 3.5)),
            right=HandPart(-1, "chop", (0.9, 0.8, 3.3)),
            gaze=((0, 0), (6, 6), (11, -6)),
        ),
    ),
    (("board", 0.6),),
)  # fmt: skip

CLIPS = {clip.name: clip for clip in (HOT_LINE, PREP_ROOM, COLD_ROOM, WASH_UP, CROSSING, CORNER, EMPTY, DIM)}
