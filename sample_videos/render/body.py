"""A human body as arrays: MakeHuman's CC0 base mesh, its rig, and linear blend skinning.

Units are decimetres, y up, the body facing +z; its left is +x. Only `to_world` speaks metres, z up.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Indices = NDArray[np.int64]
Rotation = NDArray[np.float64]
Pose = Mapping[str, Rotation]


@dataclass(frozen=True, slots=True)
class Bone:
    """A bone: its parent's index (−1 at the root) and the mesh vertices whose mean is its head."""

    name: str
    parent: int
    head: Indices


@dataclass(frozen=True, slots=True)
class BodyAssets:
    """The base mesh and its rig.

    vertices (V, 3); quads (F, 4) into vertices; group (F,) names each quad's part of the base mesh;
    weights (V, B), rows sum to 1; bones in an order where parents come first; folder holds the shape targets.
    """

    vertices: Points
    quads: Indices
    group: NDArray[np.str_]
    weights: Points
    bones: tuple[Bone, ...]
    folder: Path

    def bone_index(self, name: str) -> int:
        return next(index for index, bone in enumerate(self.bones) if bone.name == name)

    def weight_of(self, *prefixes: str) -> NDArray[np.float64]:
        """Summed weight (V,) of the bones whose name starts with any of the prefixes."""
        columns = [index for index, bone in enumerate(self.bones) if bone.name.startswith(prefixes)]
        summed: NDArray[np.float64] = self.weights[:, columns].sum(axis=1)
        return summed


@dataclass(frozen=True, slots=True)
class Physique:
    """Which of the mesh's shape targets a body takes: sex, age, origin and build as the targets name them."""

    sex: str
    age: str
    origin: str
    build: str


def load_assets(folder: Path) -> BodyAssets:
    """Read base.obj, default.mhskel and default_weights.mhw from the folder.

    Raises FileNotFoundError when one of them is missing.
    """
    vertices: list[list[float]] = []
    quads: list[list[int]] = []
    groups: list[str] = []
    group = ""
    for line in (folder / "base.obj").read_text().splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(value) for value in rest.split()])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            quads.append([int(corner.split("/")[0]) - 1 for corner in rest.split()])
            groups.append(group)
    skeleton = json.loads((folder / "default.mhskel").read_text())
    skin = json.loads((folder / "default_weights.mhw").read_text())["weights"]
    bones = _ordered_bones(skeleton["bones"], skeleton["joints"])
    weights = np.zeros((len(vertices), len(bones)))
    for column, bone in enumerate(bones):
        pairs = np.asarray(skin.get(bone.name) or np.zeros((0, 2)), dtype=np.float64).reshape(-1, 2)
        weights[pairs[:, 0].astype(np.int64), column] = pairs[:, 1]
    total = weights.sum(axis=1, keepdims=True)
    weights = np.where(total > 1e-6, weights / np.maximum(total, 1e-6), np.eye(1, len(bones)))
    return BodyAssets(
        np.asarray(vertices), np.asarray(quads, dtype=np.int64), np.asarray(groups), weights, bones, folder
    )


def _ordered_bones(
    raw: Mapping[str, Mapping[str, str | None]], joints: Mapping[str, list[int]]
) -> tuple[Bone, ...]:
    ordered: list[Bone] = []
    place: dict[str, int] = {}
    waiting = list(raw)
    while waiting:
        name = waiting.pop(0)
        parent = raw[name]["parent"]
        if parent is not None and parent not in place:
            waiting.append(name)
            continue
        place[name] = len(ordered)
        head = np.asarray(joints[str(raw[name]["head"])], dtype=np.int64)
        ordered.append(Bone(name, -1 if parent is None else place[parent], head))
    return tuple(ordered)


def shaped(assets: BodyAssets, physique: Physique) -> Points:
    """The mesh's vertices (V, 3) at rest with the physique's targets applied."""
    points = assets.vertices.copy()
    for name in (
        f"{physique.origin}-{physique.sex}-{physique.age}",
        f"universal-{physique.sex}-{physique.age}-averagemuscle-{physique.build}",
    ):
        lines = (assets.folder / "targets" / f"{name}.target").read_text().splitlines()
        offsets = [line.split() for line in lines if line.strip() and line[0] != "#"]
        rows = np.asarray(offsets, dtype=np.float64).reshape(-1, 4)
        points[rows[:, 0].astype(np.int64)] += rows[:, 1:]
    return points


def joints_of(assets: BodyAssets, rest: Points) -> Points:
    """Where each bone's head lies at rest, (B, 3)."""
    return np.stack([rest[bone.head].mean(axis=0) for bone in assets.bones])


def bone_matrices(assets: BodyAssets, joints: Points, pose: Pose) -> Points:
    """Rest-to-posed transforms (B, 4, 4); a pose's rotations turn a bone about its head, in rest axes."""
    matrices = np.empty((len(assets.bones), 4, 4))
    for index, bone in enumerate(assets.bones):
        parent = np.eye(4) if bone.parent < 0 else matrices[bone.parent]
        rotation = pose.get(bone.name)
        if rotation is None:
            matrices[index] = parent
            continue
        local = np.eye(4)
        local[:3, :3] = rotation
        local[:3, 3] = joints[index] - rotation @ joints[index]
        matrices[index] = parent @ local
    return matrices


def skinned(points: Points, weights: Points, matrices: Points) -> Points:
    """Points (N, 3) at rest moved by bone matrices (B, 4, 4) blended by weights (N, B)."""
    blended = (weights @ matrices[:, :3, :].reshape(len(matrices), 12)).reshape(-1, 3, 4)
    moved: Points = np.einsum("nij,nj->ni", blended[:, :, :3], points) + blended[:, :, 3]
    return moved


def to_world(points: Points, place: tuple[float, float], yaw_deg: float) -> Points:
    """Body points (dm, y up) in the room (m, z up): turned about the vertical, moved to place (x, y).

    At yaw 0 the body faces −y; a positive yaw turns it to its left.
    """
    turned = points @ turn((0, 1, 0), yaw_deg).T * 0.1
    return np.stack([turned[:, 0] + place[0], place[1] - turned[:, 2], turned[:, 1]], axis=1)


def turn(axis: tuple[float, float, float] | Points, degrees: float) -> Rotation:
    """The rotation by an angle about an axis through the origin (Rodrigues)."""
    x, y, z = np.asarray(axis, dtype=np.float64) / np.linalg.norm(axis)
    angle = np.radians(degrees)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    rotation: Rotation = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return rotation


def vertex_normals(points: Points, quads: Indices) -> Points:
    """Unit normals (N, 3) of a quad mesh; zero where a point belongs to no quad."""
    corners = points[quads]
    facing = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normals = np.zeros_like(points)
    for corner in range(4):
        np.add.at(normals, quads[:, corner], facing)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    unit: Points = normals / np.maximum(length, 1e-12)
    return unit
