"""Hats and hair that are not part of the base mesh: turned surfaces that hang on the head bone."""

import numpy as np

from sample_videos.render.body import BodyAssets, Points
from sample_videos.render.look import HatKind, Look, Region
from sample_videos.render.pieces import Piece, constant, lathe

# (height over the skull's centre in dm, radius factor) from the rim up
_PROFILES: dict[HatKind, tuple[tuple[float, float], ...]] = {
    "toque": (
        (0.15, 1.07),
        (0.85, 1.09),
        (0.95, 1.13),
        (1.25, 1.38),
        (1.75, 1.48),
        (2.1, 1.30),
        (2.2, 0.8),
        (2.2, 0),
    ),
    "cap": ((0.12, 1.08), (0.50, 1.08), (0.80, 0.99), (0.98, 0.80), (1.08, 0.5), (1.12, 0)),
    "visor_cap": ((0.22, 1.08), (0.55, 1.07), (0.85, 0.96), (1.02, 0.75), (1.10, 0.45), (1.13, 0)),
    "bouffant": ((0.0, 1.06), (0.12, 1.14), (0.35, 1.27), (0.70, 1.28), (1.02, 1.08), (1.20, 0.7), (1.26, 0)),
    "pillbox": ((0.15, 1.08), (0.60, 1.09), (1.20, 1.10), (1.28, 1.04), (1.24, 0.6), (1.22, 0)),
}
_PLEATS: dict[HatKind, tuple[int, float]] = {
    "toque": (11, 0.05),
    "cap": (6, 0.01),
    "visor_cap": (6, 0.01),
    "bouffant": (17, 0.03),
    "pillbox": (4, 0.0),
}


def hat_pieces(
    assets: BodyAssets, look: Look, skull: Points, radii: tuple[float, float, float]
) -> list[Piece]:
    """The look's hat, if it names one, fitted on a skull of these half axes (width, height, depth)."""
    if look.hat is None:
        return []
    rng = np.random.default_rng(look.seed + 3)
    stretch = radii[1] / 1.1
    tall = float(rng.uniform(0.75, 1.35)) if look.hat == "toque" else 1.0
    profile = tuple(
        (height * stretch * (tall if height > 0.9 else 1), factor) for height, factor in _PROFILES[look.hat]
    )
    lean = 0.42 if look.hat == "bouffant" else 0.26
    points, quads = lathe(skull, (radii[0], radii[2]), profile, _PLEATS[look.hat], lean)
    if look.hat in ("toque", "bouffant"):
        soft = np.clip((points[:, 1] - skull[1] - 0.3) / 1.0, 0, 1)[:, None]
        points = points + rng.normal(0, 0.035, points.shape) * soft
        points[:, 0] += float(rng.normal(0, 0.10)) * soft[:, 0]
        points[:, 2] -= float(rng.uniform(0, 0.25)) * soft[:, 0]
    colours = constant(points, look.hat_colour)
    pieces = [Piece("hat", Region.HAT, points, quads, _on_head(assets, len(points)), colours, "cloth")]
    if look.hat == "visor_cap":
        angle = np.linspace(-1.1, 1.1, 16)
        brim = []
        for reach, drop in ((1.0, 0.0), (1.75, -0.16)):
            x, z = radii[0] * np.sin(angle), radii[2] * np.cos(angle)
            forward = z + (reach - 1) * radii[2] * np.cos(angle)
            brim.append(
                skull + np.stack([x * 1.06, 0.26 + 0.26 * z + drop * np.cos(angle), forward * 1.06], axis=1)
            )
        k = np.arange(15)
        faces = np.stack([k, k + 1, k + 17, k + 16], axis=1)
        edge = np.concatenate(brim)
        pieces.append(
            Piece(
                "hat",
                Region.HAT,
                edge,
                faces,
                _on_head(assets, 32),
                constant(edge, look.hat_colour),
                "cloth",
            )
        )
    return pieces


def hair_bun(assets: BodyAssets, look: Look, skull: Points) -> Piece:
    """A knot of hair behind the head."""
    centre = skull + np.array([0, -0.15, -1.15])
    profile = ((-0.32, 0.0), (-0.28, 0.5), (-0.12, 0.92), (0.1, 0.95), (0.27, 0.5), (0.32, 0.0))
    points, quads = lathe(centre, (0.42, 0.36), profile, (7, 0.04), 0.0, sides=16)
    return Piece(
        "bun",
        Region.SCALP,
        points,
        quads,
        _on_head(assets, len(points)),
        constant(points, look.hair_colour),
        "hair",
    )


def _on_head(assets: BodyAssets, count: int) -> Points:
    weights = np.zeros((count, len(assets.bones)))
    weights[:, assets.bone_index("head")] = 1
    return weights
