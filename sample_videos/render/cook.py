"""A cook on the set: a dressed body whose pieces can be put anywhere in the room in any posture."""

from dataclasses import dataclass

import numpy as np

from sample_videos.render.body import BodyAssets, Points, bone_matrices, skinned, to_world
from sample_videos.render.look import Look
from sample_videos.render.pieces import Piece
from sample_videos.render.posture import Posture, pose_of
from sample_videos.render.wardrobe import dressed


@dataclass(frozen=True, slots=True)
class Cook:
    """A body at rest with all its pieces, worn and spare; joints (B, 3) and floor in decimetres."""

    assets: BodyAssets
    look: Look
    joints: Points
    floor: float
    pieces: tuple[Piece, ...]

    def placed(self, posture: Posture, place: tuple[float, float], yaw_deg: float) -> list[Points]:
        """Every piece's points in the room, in the order of `pieces`."""
        matrices = bone_matrices(self.assets, self.joints, pose_of(self.assets, self.joints, posture))
        return [
            self._in_room(skinned(piece.points, piece.weights, matrices), place, yaw_deg)
            for piece in self.pieces
        ]

    def facing(self, posture: Posture, place: tuple[float, float], yaw_deg: float) -> tuple[Points, Points]:
        """Where the head's centre is in the room and the unit vector along which the face looks."""
        matrices = bone_matrices(self.assets, self.joints, pose_of(self.assets, self.joints, posture))
        head = self.assets.bone_index("head")
        start = self.joints[head] + (0.0, 0.6, 0.4)
        pair = np.stack([start, np.add(start, (0.0, 0.0, 1.0))])
        moved = pair @ matrices[head, :3, :3].T + matrices[head, :3, 3]
        centre, ahead = self._in_room(moved, place, yaw_deg)
        return centre, (ahead - centre) / np.linalg.norm(ahead - centre)

    def _in_room(self, points: Points, place: tuple[float, float], yaw_deg: float) -> Points:
        return to_world((points - (0.0, self.floor, 0.0)) * self.look.height, place, yaw_deg)


def make_cook(assets: BodyAssets, look: Look) -> Cook:
    joints, pieces = dressed(assets, look)
    floor = min(float(piece.points[:, 1].min()) for piece in pieces)
    return Cook(assets, look, joints, floor, pieces)
