"""Kitchens: a room, worktops, a stove, shelves and what lies about, drawn from a seed.

The room's worktop (the "island") runs along x with its middle at the origin; a counter runs along the back
wall. Cooks stand behind the island, facing −y and the camera, before it, or at the counter.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from sample_videos.render.look import Colour
from sample_videos.render.stage import Stage

WORKTOP = 0.88
ISLAND_DEPTH = 0.72
BACK_WALL = 2.3


@dataclass(frozen=True, slots=True)
class Mood:
    """How a kitchen looks: walls, floor, lamps (W each, colour) and the ambient light's strength."""

    wall: Colour
    tile_per_m: float
    floor: Colour
    metal: float
    lamp_watts: float
    lamp_colour: Colour
    ambient: float


def random_mood(rng: Random) -> Mood:
    shade = rng.uniform(0.35, 0.75)
    tint = rng.choice(((1, 1, 1), (1, 0.97, 0.9), (0.9, 0.97, 1), (0.93, 1, 0.95)))
    warm = rng.uniform(0.82, 1.0)
    dim = rng.random() < 0.2
    return Mood(
        wall=(shade * tint[0], shade * tint[1], shade * tint[2]),
        tile_per_m=rng.choice((3.3, 5.0, 6.6, 10.0)),
        floor=rng.choice(((0.20, 0.12, 0.08), (0.25, 0.24, 0.22), (0.10, 0.11, 0.12), (0.35, 0.30, 0.24))),
        metal=rng.uniform(0.3, 0.62),
        lamp_watts=rng.uniform(9, 18) if dim else rng.uniform(22, 60),
        lamp_colour=(1.0, rng.uniform(warm, 1.0), warm) if rng.random() < 0.7 else (0.9, 0.96, 1.0),
        ambient=rng.uniform(0.04, 0.12) if dim else rng.uniform(0.12, 0.35),
    )


def build_kitchen(stage: Stage, rng: Random, mood: Mood, *, island: float = 3.4, clutter: int = 16) -> None:
    """Fill the stage; island is the worktop's length in metres, clutter how many things lie on it."""
    wall = stage.surface(mood.wall, 0.3, tiles=(mood.tile_per_m, (0.25, 0.25, 0.24)), upright=True)
    plain = stage.surface((0.5, 0.5, 0.48), 0.8, bump=(3, 0.2))
    steel = stage.surface((mood.metal,) * 3, 0.3, metallic=0.9, bump=(7, 0.04))
    dark = stage.surface((mood.metal * 0.5,) * 3, 0.45, metallic=0.8, bump=(9, 0.05))
    floor = stage.surface(mood.floor, 0.45, tiles=(3.0, (0.06, 0.06, 0.06)))
    stage.box((0, 0, -0.05), (9, 9, 0.1), floor)
    stage.box((0, BACK_WALL + 0.05, 1.5), (9, 0.1, 3.2), wall)
    stage.box((-3.6, 0, 1.5), (0.1, 9, 3.2), wall)
    stage.box((3.6, 0, 1.5), (0.1, 9, 3.2), plain if rng.random() < 0.5 else wall)
    stage.box((0, -4.2, 1.5), (9, 0.1, 3.2), plain)
    _worktop(stage, (0, 0), (island, ISLAND_DEPTH), steel, dark)
    _worktop(stage, (0, BACK_WALL - 0.35), (6.0, 0.7), steel, dark)
    if rng.random() < 0.7:
        stage.box((rng.uniform(-1.2, 1.2), BACK_WALL - 0.45, 2.25), (rng.uniform(1.8, 3.2), 0.85, 0.5), dark)
    for height in (1.45, 1.8):
        if rng.random() < 0.75:
            x, length = rng.uniform(-1.6, 1.6), rng.uniform(1.2, 2.6)
            stage.box((x, BACK_WALL - 0.16, height), (length, 0.3, 0.03), steel)
            for _ in range(rng.randint(3, 8)):
                spot = (x + rng.uniform(-0.45, 0.45) * length, BACK_WALL - 0.17, height + 0.015)
                _vessel(stage, rng, spot, steel, dark)
    if rng.random() < 0.6:
        side = rng.choice((-1, 1))
        stage.box((side * rng.uniform(2.4, 3.0), BACK_WALL - 0.4, 0.95), (0.75, 0.75, 1.9), steel)
    if rng.random() < 0.4:
        stage.box((rng.uniform(-2, 2), BACK_WALL, 1.6), (0.4, 0.02, 0.55), stage.surface(_lively(rng), 0.7))
    for _ in range(rng.randint(5, 10)):
        _vessel(
            stage, rng, (rng.uniform(-2.8, 2.8), BACK_WALL - rng.uniform(0.15, 0.55), WORKTOP), steel, dark
        )
    for _ in range(clutter):
        spot = (rng.uniform(-0.48, 0.48) * island, rng.uniform(-0.3, 0.24), WORKTOP)
        rng.choice((_vessel, _food, _food, _tray))(stage, rng, spot, steel, dark)
    for x, y in ((-1.6, -0.4), (1.6, -0.4), (0.0, 1.2), (0.0, -2.2)):
        size = rng.choice(((1.2, 0.15), (0.6, 0.6), (1.2, 0.3)))
        stage.lamp(
            (x + rng.uniform(-0.4, 0.4), y + rng.uniform(-0.3, 0.3), 2.95),
            mood.lamp_watts,
            size,
            mood.lamp_colour,
        )
    stage.ambient((0.8, 0.86, 0.9), mood.ambient)


def _worktop(
    stage: Stage, middle: tuple[float, float], size: tuple[float, float], steel: Any, dark: Any
) -> None:
    stage.box((*middle, WORKTOP - 0.02), (*size, 0.04), steel)
    stage.box((*middle, 0.45), (size[0] - 0.06, size[1] - 0.08, 0.8), dark)


def board(stage: Stage, rng: Random, x: float, y: float) -> None:
    """A chopping board with something cut on it, in front of a cook."""
    stage.box((x, y, WORKTOP + 0.012), (0.42, 0.28, 0.024), stage.surface(rng.choice(_BOARDS), 0.7))
    for _ in range(7):
        colour = stage.surface(_lively(rng), 0.5)
        size = rng.uniform(0.015, 0.04)
        stage.box(
            (x + rng.uniform(-0.18, 0.18), y + rng.uniform(-0.11, 0.11), WORKTOP + 0.024 + size / 2),
            (size * rng.uniform(1, 2), size, size), colour, rng.uniform(0, 90),
        )  # fmt: skip


def pan(stage: Stage, x: float, y: float, colour: Colour) -> None:
    """A wok-like pan on the worktop, with food in it."""
    iron = stage.surface((0.03, 0.03, 0.03), 0.4, metallic=0.6)
    stage.turned(
        (x, y, WORKTOP),
        ((0.0, 0.02), (0.10, 0.02), (0.16, 0.06), (0.20, 0.11), (0.19, 0.11), (0.14, 0.05)),
        iron,
    )
    stage.turned(
        (x, y, WORKTOP + 0.05),
        ((0.135, 0.0), (0.08, 0.02), (0.0, 0.03)),
        stage.surface(colour, 0.6, bump=(50, 1)),
    )


def garnish(stage: Stage, rng: Random, island: float, count: int) -> None:
    """Low things along the worktop's front edge, where they hide nobody's hands."""
    steel = stage.surface((0.5, 0.5, 0.5), 0.3, metallic=0.9)
    for step in range(count):
        spot = (
            ((step + rng.uniform(0.2, 0.8)) / count - 0.5) * (island - 0.3),
            rng.uniform(-0.28, -0.2),
            WORKTOP,
        )
        rng.choice((_food, _tray))(stage, rng, spot, steel, steel)


def _vessel(stage: Stage, rng: Random, spot: tuple[float, float, float], steel: Any, dark: Any) -> None:
    material = rng.choice(
        (steel, dark, stage.surface(_lively(rng), 0.35), stage.surface((0.7, 0.7, 0.68), 0.25))
    )
    radius, height = rng.uniform(0.04, 0.15), rng.uniform(0.06, 0.22)
    if rng.random() < 0.3:
        radius, height = rng.uniform(0.03, 0.04), rng.uniform(0.2, 0.3)
        profile = (
            (radius, 0.0),
            (radius, height * 0.65),
            (radius * 0.4, height * 0.8),
            (radius * 0.4, height),
            (0, height),
        )
    else:
        profile = (
            (radius * rng.uniform(0.7, 1), 0.0),
            (radius, height),
            (radius * 0.94, height),
            (radius * 0.9, height * 0.6),
            (0, height * 0.6),
        )
    stage.turned(spot, profile, material)


def _food(stage: Stage, rng: Random, spot: tuple[float, float, float], steel: Any, dark: Any) -> None:
    material = stage.surface(_lively(rng), 0.5, bump=(30, 0.4))
    for _ in range(rng.randint(2, 5)):
        x, y = spot[0] + rng.uniform(-0.08, 0.08), spot[1] + rng.uniform(-0.06, 0.06)
        r = rng.uniform(0.02, 0.045)
        stage.turned(
            (x, y, spot[2]),
            [(r * wide, r * high) for wide, high in _ROUND],
            material, 12,
        )  # fmt: skip


def _tray(stage: Stage, rng: Random, spot: tuple[float, float, float], steel: Any, dark: Any) -> None:
    width, depth, height = rng.uniform(0.15, 0.32), rng.uniform(0.12, 0.26), rng.uniform(0.03, 0.1)
    stage.box((spot[0], spot[1], spot[2] + height / 2), (width, depth, height), rng.choice((steel, dark)))
    filling = stage.surface(_lively(rng), 0.6, bump=(40, 1))
    stage.box((spot[0], spot[1], spot[2] + height), (width * 0.9, depth * 0.9, 0.012), filling)


def _lively(rng: Random) -> Colour:
    return rng.uniform(0.05, 0.75), rng.uniform(0.05, 0.55), rng.uniform(0.02, 0.3)


_ROUND = ((0, 0), (0.7, 0.2), (1, 0.8), (0.8, 1.4), (0.3, 1.75), (0, 1.8))
_BOARDS: tuple[Colour, ...] = ((0.75, 0.75, 0.72), (0.08, 0.30, 0.10), (0.45, 0.30, 0.15), (0.55, 0.08, 0.07))
