"""Pieces of a dressed body: quad meshes with skin weights and painted colours."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sample_videos.render.body import BodyAssets, Indices, Points
from sample_videos.render.look import Colour, Look, Region

Surface = Literal["skin", "cloth", "glove", "hair", "rubber", "steel"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A mesh in rest pose: points (N, 3) dm, quads (Q, 4), weights (N, B) and linear RGB colours (N, 3)."""

    name: str
    region: Region
    points: Points
    quads: Indices
    weights: Points
    colours: Points
    surface: Surface
    smooth: bool = True

    def shown(self, look: Look) -> bool:
        """Whether a cook who looks like this shows the piece."""
        match self.name:
            case "bare":
                return not look.gloved
            case "glove":
                return look.gloved
            case "mask":
                return look.mask == "worn"
            case "chin_mask":
                return look.mask == "chin"
            case "hat":
                return look.hat is not None
            case "hair" | "bun" | "strands":
                return look.hat is None
            case "fringe":
                return look.hat is not None and look.hat != "bouffant"
            case _:
                return True


def cut(
    assets: BodyAssets,
    points: Points,
    quads: Indices,
    colours: Points,
    region: Region,
    surface: Surface,
    name: str,
    weights: Points | None = None,
) -> Piece:
    """The part of the base mesh that some of its quads cover, renumbered."""
    used, renumbered = np.unique(quads, return_inverse=True)
    skin = assets.weights if weights is None else weights
    return Piece(
        name, region, points[used], renumbered.reshape(quads.shape), skin[used], colours[used], surface
    )


def constant(points: Points, colour: Colour) -> Points:
    """One colour for every point, (N, 3), as a fresh array."""
    return np.tile(np.asarray(colour, dtype=np.float64), (len(points), 1))


def smoothed(points: Points, quads: Indices, rounds: int) -> Points:
    """Points moved, round by round, half-way to the mean of their neighbours along the quads' edges."""
    edges = np.concatenate([quads[:, [corner, (corner + 1) % 4]] for corner in range(4)])
    edges = np.concatenate([edges, edges[:, ::-1]])
    count = np.bincount(edges[:, 0], minlength=len(points)).astype(np.float64)
    moved = points.copy()
    inside = count > 0
    for _ in range(rounds):
        total = np.zeros_like(moved)
        np.add.at(total, edges[:, 0], moved[edges[:, 1]])
        moved[inside] = 0.5 * moved[inside] + 0.5 * total[inside] / count[inside, None]
    return moved


def lathe(
    centre: Points,
    radii: tuple[float, float],
    profile: tuple[tuple[float, float], ...],
    pleats: tuple[int, float],
    lean: float,
    sides: int = 40,
) -> tuple[Points, Indices]:
    """A turned surface about the vertical through centre: (height, radius factor) rings of an ellipse.

    radii are the ellipse's half axes in x and z; pleats are (count, depth), deeper where the profile is wide;
    lean lowers the back, in dm per dm of depth.
    """
    angle = 2 * np.pi * np.arange(sides) / sides
    rings = []
    for height, factor in profile:
        ripple = 1 + pleats[1] * np.cos(pleats[0] * angle) * np.clip((factor - 0.95) * 4, 0, 1)
        x = radii[0] * factor * ripple * np.sin(angle)
        z = radii[1] * factor * ripple * np.cos(angle)
        rings.append(np.stack([x, height + lean * z, z], axis=1) + centre)
    ring = np.arange(sides)
    quads = [
        np.stack([k * sides + ring, k * sides + (ring + 1) % sides, (k + 1) * sides + (ring + 1) % sides,
                  (k + 1) * sides + ring], axis=1)
        for k in range(len(profile) - 1)
    ]  # fmt: skip
    return np.concatenate(rings), np.concatenate(quads)
