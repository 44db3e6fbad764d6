"""Labelled training pictures: random kitchens, cooks, cameras and light; one seed, one picture."""

from dataclasses import replace
from math import cos, radians, sin
from pathlib import Path
from random import Random

import cv2
import numpy as np

from sample_videos.render.body import BodyAssets, Points, load_assets
from sample_videos.render.camera import Camera, silhouette
from sample_videos.render.cook import Cook, make_cook
from sample_videos.render.kitchen import BACK_WALL, WORKTOP, board, build_kitchen, pan, random_mood
from sample_videos.render.labels import Seen, boxes, groups
from sample_videos.render.look import MaskWear, Region, random_look
from sample_videos.render.posture import Hand, Posture
from sample_videos.render.sensor import random_sensor
from sample_videos.render.stage import Stage

_MARGIN = 240


def make_pictures(assets_folder: Path, out: Path, count: int, seed: int, threads: int) -> None:
    """Write out/images/*.jpg and out/labels/*.txt for seeds seed … seed + count − 1; what exists is kept."""
    assets = load_assets(assets_folder)
    for folder in ("images", "labels"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for scene_seed in range(seed, seed + count):
        if not (out / "labels" / f"kitchen_{scene_seed:06d}.txt").exists():
            make_picture(assets, out, scene_seed, threads)


def make_picture(assets: BodyAssets, out: Path, seed: int, threads: int) -> None:
    """Render one picture and its labels, the labels last."""
    rng = Random(seed)  # noqa: S311 (draws a scene, keeps no secret)
    # Denoised, two samples differ from six by 36 to 39 dB, less than the sensor's noise, for half the time.
    stage = Stage(samples=2, threads=threads, exposure=rng.uniform(-0.35, 0.45))
    build_kitchen(stage, rng, random_mood(rng), island=rng.uniform(2.4, 3.6), clutter=rng.randint(8, 22))
    cast = _cast(assets, rng)
    camera = _camera(rng, cast)
    stage.look_from(camera)
    seen = []
    for cook, posture, place, yaw in cast:
        number = stage.enter(cook)
        points = cook.placed(posture, place, yaw)
        stage.pose(number, cook.look, points)
        if abs(place[1]) > 0.3 and rng.random() < 0.5:
            _props(stage, rng, place, yaw)
        angle = camera.turned_deg(*cook.facing(posture, place, yaw))
        seen.append(Seen(number, cook.look, angle, _whole_areas(camera, cook, points)))
    name = f"kitchen_{seed:06d}"
    raw = out / f"{name}.png"
    index = stage.render_indexed(raw)
    developed = random_sensor(rng).develop(
        np.asarray(cv2.imread(str(raw)), dtype=np.uint8), np.random.default_rng(seed)
    )
    raw.unlink()
    cv2.imwrite(
        str(out / "images" / f"{name}.jpg"), developed, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(38, 90)]
    )
    lines = [box.yolo(camera.width, camera.height) for box in boxes(index, seen)]
    (out / "labels" / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))


def _whole_areas(camera: Camera, cook: Cook, points: list[Points]) -> dict[tuple[Region, ...], float]:
    areas = {}
    for group in groups():
        meshes = [
            (moved, piece.quads)
            for piece, moved in zip(cook.pieces, points, strict=True)
            if piece.region in group and piece.shown(cook.look)
        ]
        areas[group] = float(silhouette(camera, meshes, _MARGIN).sum())
    return areas


Placed = tuple[Cook, Posture, tuple[float, float], float]


def _cast(assets: BodyAssets, rng: Random) -> list[Placed]:
    """One to three cooks, each at a spot of their own: behind the island, before it, at the back, about."""
    count = rng.choices((1, 2, 3), weights=(4, 5, 3))[0]
    slots = rng.sample((-1.25, -0.45, 0.4, 1.2), count)
    cast = []
    for x in slots:
        mask: MaskWear = rng.choices(("worn", "none", "chin"), weights=(52, 36, 12))[0]
        look = random_look(rng, hat=rng.random() < 0.55, mask=mask, gloved=rng.random() < 0.5)
        spot = rng.choices(("island", "before", "back", "about"), weights=(58, 10, 12, 20))[0]
        turned = rng.gauss(0, 32)
        if spot == "island":
            y, yaw = rng.uniform(0.58, 0.72), turned
        elif spot == "before":
            y, yaw = rng.uniform(-0.75, -0.62), 180 + turned * 0.7
        elif spot == "back":
            y, yaw = BACK_WALL - rng.uniform(0.95, 1.05), 180 + turned * 0.7
        else:
            y, yaw = rng.uniform(0.75, 1.1), rng.uniform(-180, 180)
        cook = make_cook(assets, look)
        working = spot != "about" or rng.random() < 0.4
        cast.append((cook, _posture(rng, cook, working=working), (x + rng.uniform(-0.12, 0.12), y), yaw))
    return cast


def _posture(rng: Random, cook: Cook, *, working: bool) -> Posture:
    top = WORKTOP * 10 / cook.look.height + cook.floor

    def hand(side: int) -> Hand:
        idle = not working and rng.random() < 0.5
        if idle:
            return Hand(
                (side * rng.uniform(1.9, 2.4), top - rng.uniform(0.8, 2.2), rng.uniform(0.2, 1.6)),
                rng.uniform(0, 25), rng.uniform(40, 85), rng.uniform(50, 100), rng.uniform(0.2, 0.6),
            )  # fmt: skip
        lift = rng.choices((rng.uniform(0.5, 1.2), rng.uniform(1.2, 4.5)), weights=(3, 1))[0]
        return Hand(
            (side * rng.uniform(0.5, 2.3), top + lift, rng.uniform(2.7, 4.3)),
            rng.uniform(-10, 55), rng.uniform(-15, 45), rng.uniform(-10, 85), rng.uniform(0.0, 0.85),
        )  # fmt: skip

    return Posture(
        hand(1), hand(-1),
        stoop=rng.uniform(-2, 22), twist=rng.uniform(-15, 15), sway=rng.uniform(-4, 4),
        nod=rng.choices((rng.uniform(-12, 12), rng.uniform(10, 38)), weights=(1, 1))[0],
        look=rng.gauss(0, 22), tilt=rng.uniform(-8, 8),
    )  # fmt: skip


def _props(stage: Stage, rng: Random, place: tuple[float, float], yaw: float) -> None:
    ahead = radians(yaw)
    x, y = place[0] + 0.55 * sin(ahead), place[1] - 0.55 * cos(ahead)
    if abs(y) < 0.3 and abs(x) < 1.3:
        if rng.random() < 0.5:
            board(stage, rng, x, y)
        else:
            pan(stage, x, y, (rng.uniform(0.1, 0.6), rng.uniform(0.05, 0.4), 0.03))


def _camera(rng: Random, cast: list[Placed]) -> Camera:
    """A camera on a wall or in a ceiling corner that sees a chosen cook's head 25 to 80 px high."""
    cook, _, (x, y), _ = rng.choice(cast)
    aim = (x + rng.uniform(-0.35, 0.35), y - rng.uniform(0, 0.25), rng.uniform(1.0, 1.3) * cook.look.height)
    around = radians(rng.gauss(0, 38))
    height = rng.choices((rng.uniform(1.5, 2.0), rng.uniform(2.0, 2.7)), weights=(2, 5))[0]
    distance = rng.uniform(1.7, 3.2)
    place = (
        min(3.3, max(-3.3, aim[0] + distance * sin(around))),
        min(BACK_WALL - 0.3, max(-3.8, y - distance * cos(around))),
        height,
    )
    away = float(np.linalg.norm(np.subtract(aim, place)))
    head_px = rng.uniform(25, 80) if rng.random() < 0.5 else rng.uniform(38, 72)
    lens = head_px * away * 36 / (640 * 0.25)
    camera = Camera(place, aim, min(60.0, max(13.0, lens)))
    return replace(camera, target=(aim[0], aim[1], aim[2] + rng.uniform(-0.15, 0.15)))
