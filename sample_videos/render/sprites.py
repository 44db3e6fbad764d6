"""Hats and masks alone, cut out by the head that wears them: to be laid over bare heads of real pictures."""

import json
from math import cos, radians, sin
from pathlib import Path
from random import Random

import numpy as np

from sample_videos.render.body import BodyAssets, Points, load_assets
from sample_videos.render.camera import Camera
from sample_videos.render.cook import make_cook
from sample_videos.render.look import Region, random_look
from sample_videos.render.posture import Hand, Posture
from sample_videos.render.stage import Stage

_SIDE = 224
_DISTANCE = 1.6
_HEAD_PX = 96.0
_HEAD_M = 0.25


def make_sprites(assets_folder: Path, out: Path, count: int, seed: int, threads: int) -> None:
    """Write out/sprite_SEED.png (RGBA) and .json for `count` seeds; every third is a mask, the others hats.

    The json holds `worn` (hat or mask), `kind`, `yaw` (degrees, positive where the face looks to the
    picture's right), and `head` and `face`: the boxes (left, top, right, bottom, in pixels of the PNG) that
    the bare head and the face take up. What exists is kept.
    """
    assets = load_assets(assets_folder)
    out.mkdir(parents=True, exist_ok=True)
    for number in range(seed, seed + count):
        if not (out / f"sprite_{number:05d}.json").exists():
            _make_sprite(assets, out / f"sprite_{number:05d}.png", number, threads)


def _make_sprite(assets: BodyAssets, path: Path, seed: int, threads: int) -> None:
    rng = Random(seed)  # noqa: S311 (draws a scene, keeps no secret)
    worn = "mask" if seed % 3 == 0 else "hat"
    look = random_look(rng, hat=worn == "hat", mask="worn" if worn == "mask" else "none", gloved=False)
    stage = Stage(samples=16, threads=threads, exposure=rng.uniform(-0.2, 0.3))
    stage.ambient((1, 1, 1), rng.uniform(0.35, 0.7))
    for _ in range(2):
        place = (rng.uniform(-1.2, 1.2), rng.uniform(-1.6, 0.2), rng.uniform(2.4, 2.9))
        stage.lamp(place, rng.uniform(12, 45), (1.2, 0.3), (1.0, rng.uniform(0.92, 1), rng.uniform(0.85, 1)))
    cook = make_cook(assets, look)
    number = stage.enter(cook)
    low = cook.floor + 8
    arms_down = Posture(
        Hand((2.1, low, 0.8), 10, 70, 70, 0.3), Hand((-2.1, low, 0.8), 10, 70, 70, 0.3),
        stoop=0, twist=0, sway=0, nod=0, look=0, tilt=0,
    )  # fmt: skip
    points = cook.placed(arms_down, (0.0, 0.0), 0.0)
    stage.pose(number, look, points)
    stage.cut_out(number, Region.MASK if worn == "mask" else Region.HAT)
    yaw = rng.uniform(-60, 60) if worn == "mask" else rng.uniform(-180, 180)
    camera = _camera(cook.facing(arms_down, (0.0, 0.0), 0.0)[0], yaw, rng.uniform(-5, 30))
    stage.look_from(camera)
    stage.render(path, transparent=True)
    boxes = {}
    for name, regions in (("head", (Region.FACE, Region.SCALP)), ("face", (Region.FACE,))):
        parts = [
            moved
            for piece, moved in zip(cook.pieces, points, strict=True)
            if piece.region in regions and piece.name not in ("bun", "strands")
        ]
        pixels, _ = camera.project(np.concatenate(parts))
        boxes[name] = [*map(float, pixels.min(axis=0)), *map(float, pixels.max(axis=0))]
    kind = "mask" if worn == "mask" else look.hat
    path.with_suffix(".json").write_text(json.dumps({"worn": worn, "kind": kind, "yaw": yaw, **boxes}))


def _camera(head: Points, yaw: float, above: float) -> Camera:
    """Before the head, turned about it, so that the head is _HEAD_PX high; a cook at yaw 0 looks along −y."""
    around, up = radians(yaw), radians(above)
    offset = (-_DISTANCE * sin(around) * cos(up), -_DISTANCE * cos(around) * cos(up), _DISTANCE * sin(up))
    place = (head[0] + offset[0], head[1] + offset[1], head[2] + offset[2])
    lens = _HEAD_PX * _DISTANCE * 36 / (_SIDE * _HEAD_M)
    target = (head[0], head[1], head[2] + 0.05)
    return Camera(place, target, lens, _SIDE, _SIDE)
