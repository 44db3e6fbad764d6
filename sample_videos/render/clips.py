"""Films the screenplay: frames as PNG, resumable, then an H.264 clip and its ground truth beside it."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import BodyAssets, load_assets
from sample_videos.render.cook import Cook, make_cook
from sample_videos.render.kitchen import WORKTOP, board, build_kitchen, garnish, pan
from sample_videos.render.motion import at
from sample_videos.render.screenplay import CLIPS, FPS, Clip, Role
from sample_videos.render.sensor import Sensor
from sample_videos.render.stage import Stage

_ISLAND = 3.2
_PROP_Y = 0.13
_SENSOR = Sensor(blur=0.45, noise=1.3, vignette=0.18, cast=(1.0, 1.0, 1.0), gamma=0.95, sharpen=0.4)
_FEATHER = 10
_MARGIN = 26

Window = tuple[int, int, int, int]


def make_clips(assets: Path, out: Path, frames: Path, names: Sequence[str], threads: int) -> None:
    """Film the named clips, all of them by default. Raises KeyError for a clip that the screenplay lacks."""
    body = load_assets(assets)
    for clip in [CLIPS[name] for name in names or CLIPS]:
        folder = frames / clip.name
        shoot(body, clip, folder, range(clip.frames), threads)
        encode(sorted(folder.glob("[0-9]*.png")), out / f"{clip.name}.mp4")
        (out / f"{clip.name}.json").write_text(json.dumps(truth(body, clip), indent=1) + "\n")


def truth(assets: BodyAssets, clip: Clip) -> dict[str, object]:
    """The clip's ground truth: who goes without what from when to when, and who is where each second."""
    return {
        "clip": clip.name,
        "place": clip.place,
        "fps": FPS,
        "duration_s": clip.seconds,
        "violations": [
            {"rule": lapse.rule, "person": role.person, "start_s": lapse.start_s, "end_s": lapse.end_s}
            for role in clip.roles
            for lapse in role.lapses
        ],
        "people": [
            {"person": role.person, "seconds": _seconds(make_cook(assets, role.look), role, clip)}
            for role in clip.roles
        ],
    }


def _seconds(cook: Cook, role: Role, clip: Clip) -> list[dict[str, object]]:
    """For each second what the person wears, how far the face is turned from the camera (degrees) and the
    box of what stands above the worktop, in pixels."""
    rows = []
    for second in range(int(clip.seconds) + 1):
        posture, place = role.posture_at(second, cook.floor), role.place_at(second)
        yaw, look = at(role.yaw, second), role.look_at(second)
        points = np.concatenate(cook.placed(posture, place, yaw))
        pixels, _ = clip.camera.project(points[points[:, 2] > WORKTOP])
        size = (clip.camera.width, clip.camera.height)
        low, high = np.clip(pixels.min(axis=0), 0, size), np.clip(pixels.max(axis=0), 0, size)
        rows.append(
            {
                "s": second,
                "box": [round(float(value)) for value in (*low, *high)],
                "mask": look.mask,
                "hat": look.hat is not None,
                "gloves": look.gloved,
                "turned_deg": round(clip.camera.turned_deg(*cook.facing(posture, place, yaw))),
            }
        )
    return rows


def shoot(assets: BodyAssets, clip: Clip, folder: Path, frames: Sequence[int], threads: int) -> None:
    """Render the frames that the folder does not hold yet, over an empty set rendered once."""
    missing = [frame for frame in frames if not (folder / f"{frame:04d}.png").exists()]
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = Random(clip.seed)  # noqa: S311 (draws a scene, keeps no secret)
    stage = Stage(samples=24, threads=threads, exposure=0.15)
    build_kitchen(stage, rng, clip.mood, island=_ISLAND, clutter=0)
    garnish(stage, rng, _ISLAND, 7)
    for kind, x in clip.props:
        if kind == "board":
            board(stage, rng, x, _PROP_Y)
        else:
            pan(stage, x, _PROP_Y, (0.45, 0.22, 0.03))
    stage.look_from(clip.camera)
    raw = folder / "raw.png"
    stage.render(raw)
    empty = _read(raw)
    cooks = [make_cook(assets, role.look) for role in clip.roles]
    for cook in cooks:
        stage.enter(cook)
    stage.scene.cycles.samples = 3
    window = _window(clip, cooks) if cooks else (0, 0, clip.camera.width, clip.camera.height)
    share = _feathered(window, empty.shape[:2])
    for frame in missing:
        seconds = frame / FPS
        for number, (role, cook) in enumerate(zip(clip.roles, cooks, strict=True)):
            posture = role.posture_at(seconds, cook.floor)
            points = cook.placed(posture, role.place_at(seconds), at(role.yaw, seconds))
            stage.pose(number, role.look_at(seconds), points)
        if cooks:
            stage.render(raw, window)
        whole = empty.copy()
        whole[window[1] : window[3], window[0] : window[2]] = _read(raw)
        mixed = np.rint(empty * (1 - share) + whole * share).astype(np.uint8)
        developed = _SENSOR.develop(mixed, np.random.default_rng((clip.seed, frame)))
        finished = folder / f"{frame:04d}.png"
        cv2.imwrite(str(folder / "new.png"), developed)
        (folder / "new.png").rename(finished)
    raw.unlink()


def _read(path: Path) -> NDArray[np.uint8]:
    return np.asarray(cv2.imread(str(path)), dtype=np.uint8)


def _window(clip: Clip, cooks: Sequence[Cook]) -> Window:
    """The part of the picture that the cooks ever cover, with a margin for their shadows, in pixels."""
    corners = []
    for role, cook in zip(clip.roles, cooks, strict=True):
        for seconds in np.arange(0, clip.seconds, 0.3):
            points = cook.placed(
                role.posture_at(seconds, cook.floor), role.place_at(seconds), at(role.yaw, seconds)
            )
            pixels, _ = clip.camera.project(np.concatenate(points))
            corners += [pixels.min(axis=0), pixels.max(axis=0)]
    low = np.floor(np.min(corners, axis=0) - _MARGIN).astype(int)
    high = np.ceil(np.max(corners, axis=0) + _MARGIN).astype(int)
    width, height = clip.camera.width, clip.camera.height
    return max(0, int(low[0])), max(0, int(low[1])), min(width, int(high[0])), min(height, int(high[1]))


def _feathered(window: Window, size: tuple[int, ...]) -> NDArray[np.float64]:
    """How much of the window's render shows at each pixel (H, W, 1): 1 inside, 0 at its edges."""
    rows, columns = np.arange(size[0]), np.arange(size[1])

    def ramp(places: NDArray[np.int64], low: int, high: int, end: int) -> NDArray[np.float64]:
        near = np.full(len(places), 1.0) if low == 0 else (places - low) / _FEATHER
        far = np.full(len(places), 1.0) if high == end else (high - 1 - places) / _FEATHER
        return np.clip(np.minimum(near, far), 0, 1)

    across = ramp(columns, window[0], window[2], size[1])
    down = ramp(rows, window[1], window[3], size[0])
    return (down[:, None] * across[None, :])[:, :, None]


def encode(pictures: Sequence[Path], path: Path) -> None:
    """Write pictures, in order, as H.264 without B-frames, a keyframe every second."""
    import av

    options = {"crf": "23", "preset": "slow", "profile": "main", "bf": "0", "threads": "1",
               "x264-params": f"keyint={FPS}:min-keyint={FPS}:scenecut=0"}  # fmt: skip
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        height, width = _read(pictures[0]).shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(_read(picture), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
