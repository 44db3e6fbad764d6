"""A camera as numbers: where it stands, what it sees, and where a point of the room falls in its picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import Indices, Points

SENSOR_MM = 36.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera in the room (m, z up), level, looking at a point; picture size in pixels."""

    place: tuple[float, float, float]
    target: tuple[float, float, float]
    lens_mm: float
    width: int = 640
    height: int = 360

    def project(self, points: Points) -> tuple[Points, NDArray[np.float64]]:
        """Pixels (N, 2) of points (N, 3), and their depth (N,) in metres; depth ≤ 0 is behind the camera."""
        forward = np.subtract(self.target, self.place)
        forward = forward / np.linalg.norm(forward)
        right = np.cross(forward, (0.0, 0.0, 1.0))
        right /= np.linalg.norm(right)
        up = np.cross(right, forward)
        offset = points - np.asarray(self.place)
        depth = offset @ forward
        scale = self.lens_mm / SENSOR_MM * self.width / np.maximum(depth, 1e-6)
        pixels = np.stack(
            [self.width / 2 + offset @ right * scale, self.height / 2 - offset @ up * scale], axis=1
        )
        return pixels, depth

    def turned_deg(self, centre: Points, ahead: Points) -> float:
        """The angle between the camera and where a face at `centre` looks, `ahead` being a unit vector."""
        to_camera = np.asarray(self.place) - centre
        return float(np.degrees(np.arccos(np.clip(ahead @ to_camera / np.linalg.norm(to_camera), -1, 1))))


def silhouette(camera: Camera, meshes: list[tuple[Points, Indices]], margin: int) -> NDArray[np.uint8]:
    """What meshes of world points and quads would cover with nothing before them.

    A (height + 2 margin, width + 2 margin) mask of 0 and 1: the margin shows what lies outside the picture.
    """
    import cv2

    mask = np.zeros((camera.height + 2 * margin, camera.width + 2 * margin), dtype=np.uint8)
    for points, quads in meshes:
        pixels, depth = camera.project(points)
        whole = np.rint(np.clip(pixels + margin, -5000, 5000) * 16).astype(np.int32)
        for quad in whole[quads[(depth[quads] > 0.05).all(axis=1)]]:
            cv2.fillConvexPoly(mask, quad, 1, shift=4)
    return mask
