"""Dresses a body: every visible piece as a quad mesh in rest pose, with skin weights and paint.

Units are decimetres, y up, the body facing +z. Pieces cut from the base mesh inherit its weights; hats hang
on the head bone, tools on the wrist.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.body import BodyAssets, Indices, Points, joints_of, shaped, vertex_normals
from sample_videos.render.headwear import hair_bun, hat_pieces
from sample_videos.render.look import Colour, Look, Region
from sample_videos.render.pieces import Piece, Surface, constant, cut, smoothed


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Where things are on a body at rest: the left eye, the mouth, the head's lowest and highest y.

    head, hand and arm are (V,): whether a vertex belongs to the head, its weight on the hand's bones, and how
    far along the arm it lies (0 shoulder, 1 elbow, 2 wrist, −1 off the arm).
    """

    eye: Points
    mouth: Points
    chin: float
    crown: float
    head: NDArray[np.bool_]
    hand: Points
    arm: Points

    @property
    def skull(self) -> Points:
        """Centre of the cranium: between the ears, a little over the eyes."""
        return np.array([0.0, self.eye[1] + 0.35, self.eye[2] - 0.95])


def landmarks(assets: BodyAssets, rest: Points, joints: Points) -> Landmarks:
    head = assets.weight_of(
        "head",
        "eye",
        "levator",
        "oris",
        "jaw",
        "temporalis",
        "orbicularis",
        "risorius",
        "special",
        "tongue",
        "oculi",
    )
    body = np.zeros(len(rest), dtype=bool)
    body[assets.quads[assets.group == "body"]] = True
    on_head = (head > 0.6) & body
    arm = np.full(len(rest), -1.0)
    for side in ("L", "R"):
        names = [f"{bone}.{side}" for bone in ("upperarm01", "lowerarm01", "wrist")]
        shoulder, elbow, wrist = (joints[assets.bone_index(name)] for name in names)
        outside = assets.weights[:, [assets.bone_index(f"{bone}.{side}") for bone in (
            "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist")]].sum(axis=1) > 0.5  # fmt: skip
        upper = _share(rest, shoulder, elbow)
        lower = _share(rest, elbow, wrist)
        arm = np.where(outside, np.where(lower > 0, 1 + lower, np.clip(upper, 0, 1)), arm)
    mouth = (joints[assets.bone_index("oris05")] + joints[assets.bone_index("oris01")]) / 2
    return Landmarks(
        joints[assets.bone_index("eye.L")],
        mouth,
        float(rest[on_head, 1].min()),
        float(rest[on_head, 1].max()),
        on_head,
        assets.weight_of("wrist", "metacarpal", "finger"),
        arm,
    )


def _share(points: Points, start: Points, end: Points) -> Points:
    span = end - start
    share: Points = (points - start) @ span / (span @ span)
    return share


def dressed(assets: BodyAssets, look: Look) -> tuple[Points, tuple[Piece, ...]]:
    """A cook's joints at rest (B, 3) and every piece, worn or spare.

    Bare and gloved hands, hat and hair, mask and bare face are there; `Piece.shown` says which are seen.
    """
    rest = shaped(assets, look.physique)
    joints = joints_of(assets, rest)
    marks = landmarks(assets, rest, joints)
    pieces = [
        *_skin(assets, look, rest, marks),
        *_clothes(assets, look, rest, marks),
        *_masks(assets, look, rest, marks),
        *_hair(assets, look, rest, marks),
        *hat_pieces(assets, look, marks.skull, _skull_radii(rest, marks)),
        *_tool(assets, look, joints),
    ]
    return joints, tuple(pieces)


def _skull_radii(rest: Points, marks: Landmarks) -> tuple[float, float, float]:
    """Half width, height over the skull's centre and half depth of the cranium."""
    cranium = rest[marks.head & (rest[:, 1] > marks.eye[1] + 0.3)]
    return (
        float(np.ptp(cranium[:, 0]) / 2),
        marks.crown - float(marks.skull[1]),
        float(np.ptp(cranium[:, 2]) / 2),
    )


def _skin(assets: BodyAssets, look: Look, rest: Points, marks: Landmarks) -> list[Piece]:
    quads = assets.quads[assets.group == "body"]
    colours = _painted_skin(look, rest, marks)
    hand = marks.hand[quads].min(axis=1) > 0.45
    on_head = marks.head[quads].all(axis=1)
    centre = rest[quads].mean(axis=1)
    front = (centre[:, 2] > marks.skull[2] + 0.35) & (centre[:, 1] < marks.eye[1] + 0.75)
    face = on_head & front
    neck = ~on_head & (centre[:, 1] > marks.chin - 0.95) & (np.abs(centre[:, 0]) < 1.0)
    sleeve_end = {"long": 1.85, "rolled": 1.3, "short": 0.55}[look.sleeve]
    arm = ~hand & (marks.arm[quads].min(axis=1) > sleeve_end - 0.12)
    foot = ~on_head & (centre[:, 1] < rest[:, 1].min() + 1.2)
    finish: Surface = "skin"
    pieces = [
        cut(assets, rest, quads[face], colours, Region.FACE, finish, "face"),
        cut(assets, rest, quads[on_head & ~front], colours, Region.SCALP, finish, "scalp"),
        cut(assets, rest, quads[neck | arm], colours, Region.BODY, finish, "neck"),
        cut(
            assets,
            rest,
            quads[foot],
            constant(rest, (0.02, 0.02, 0.02)),
            Region.BODY,
            "rubber",
            "shoes",
        ),
    ]
    normals = vertex_normals(rest, quads)
    rng = np.random.default_rng(look.seed)
    wrinkle = 0.035 + 0.012 * rng.random(len(rest))[:, None]
    for side, region in ((1, Region.LEFT_HAND), (-1, Region.RIGHT_HAND)):
        mine = centre[:, 0] * side > 0
        bare = cut(assets, rest, quads[hand & mine], colours, region, finish, "bare")
        cuff = hand | (marks.arm[quads].min(axis=1) > 1.72)
        gloved = cut(
            assets, rest + normals * wrinkle, quads[cuff & mine], constant(rest, look.glove_colour),
            region, "glove", "glove",
        )  # fmt: skip
        pieces += [bare, gloved]
    for eye in ("helper-l-eye", "helper-r-eye"):
        eye_quads = assets.quads[assets.group == eye]
        ball = np.unique(eye_quads)
        middle = rest[ball].mean(axis=0)
        iris = (rest[:, 2] > middle[2] + 0.07) & (np.hypot(*(rest[:, :2] - middle[:2]).T) < 0.085)
        paint = np.where(iris[:, None], (0.02, 0.012, 0.01), (0.62, 0.60, 0.58))
        pieces.append(cut(assets, rest, eye_quads, paint, Region.FACE, "rubber", "eye"))
    lashes = np.char.find(assets.group, "eyelashes") >= 0
    pieces.append(
        cut(
            assets,
            rest,
            assets.quads[lashes],
            constant(rest, (0.01, 0.01, 0.01)),
            Region.FACE,
            finish,
            "lash",
        )
    )
    return pieces


def _painted_skin(look: Look, rest: Points, marks: Landmarks) -> Points:
    """Skin colour per vertex (V, 3): lips, brows, flush and shaded eye sockets painted in."""
    skin = np.asarray(look.skin)
    rng = np.random.default_rng(look.seed)
    colours = np.tile(skin, (len(rest), 1)) * (1 + rng.normal(0, 0.025, (len(rest), 1)))
    x, y, z = rest.T
    front = marks.head & (z > marks.skull[2] + 0.5)

    def blend(strength: Points, colour: Colour | Points) -> None:
        share = np.where(front, np.clip(strength, 0, 1), 0)[:, None]
        colours[:] = colours * (1 - share) + np.asarray(colour) * share

    def spot(cx: float, cy: float, rx: float, ry: float) -> Points:
        value: Points = np.exp(-(((np.abs(x) - cx) / rx) ** 2 + ((y - cy) / ry) ** 2))
        return value

    blend(0.35 * spot(0.5, marks.mouth[1] + 0.35, 0.25, 0.25), skin * (1.15, 0.8, 0.78))
    blend(0.55 * spot(marks.eye[0], marks.eye[1], 0.26, 0.16), skin * 0.55)
    blend(1.6 * spot(0, marks.mouth[1], 0.27, 0.11), skin * (0.95, 0.58, 0.56))
    blend(0.8 * spot(0, marks.mouth[1], 0.27, 0.02), skin * 0.3)
    blend(0.7 * spot(0.09, marks.mouth[1] + 0.33, 0.06, 0.04), skin * 0.3)
    brow_y = marks.eye[1] + 0.27 - 0.25 * np.abs(np.abs(x) - marks.eye[0])
    brow = np.exp(-(((np.abs(x) - marks.eye[0]) / 0.26) ** 4) - ((y - brow_y) / 0.055) ** 2)
    blend(1.4 * brow, look.hair_colour)
    if look.physique.sex == "male":
        blend(0.25 * spot(0.0, marks.mouth[1] - 0.25, 0.65, 0.35), skin * 0.55)
    return colours


def _clothes(assets: BodyAssets, look: Look, rest: Points, marks: Landmarks) -> list[Piece]:
    quads = assets.quads[assets.group == "helper-tights"]
    normals = vertex_normals(rest, quads)
    centre = rest[quads].mean(axis=1)
    sleeve_end = {"long": 1.92, "rolled": 1.38, "short": 0.62}[look.sleeve]
    on_arm = marks.arm[quads].max(axis=1)
    collar = marks.chin - 0.02
    coat = (
        (on_arm < sleeve_end)
        & (centre[:, 1] > -1.3)
        & (centre[:, 1] < collar)
        & (marks.hand[quads].max(axis=1) < 0.3)
    )
    rng = np.random.default_rng(look.seed + 1)
    folds = 0.13 + 0.05 * np.sin(rest[:, 1] * 4 + 3 * np.sin(rest[:, 0] * 2)) + 0.02 * rng.random(len(rest))
    cloth = rest + normals * folds[:, None]
    loose = smoothed(cloth, quads[coat], 7) + normals * 0.06
    trunk = np.where(marks.arm > 0.1, 0.0, np.clip((4.7 - rest[:, 1]) / 0.8, 0, 1))[:, None]
    cloth = cloth + (loose - cloth) * trunk
    if look.apron_colour is not None:
        coat &= centre[:, 1] > 1.0
    paint = constant(rest, look.coat_colour)
    trim = (rest[:, 1] > collar - 0.35) & (np.abs(rest[:, 0]) < 1.1)
    paint[trim] = look.trim_colour
    paint *= 1 + 0.04 * np.sin(rest[:, 1] * 9 + rest[:, 0] * 5)[:, None]
    pieces = [
        cut(assets, cloth, quads[coat], paint, Region.BODY, "cloth", "coat"),
        cut(
            assets, rest + normals * 0.06, quads[centre[:, 1] < -1.0], constant(rest, (0.03, 0.03, 0.04)),
            Region.BODY, "cloth", "trousers",
        ),
    ]  # fmt: skip
    if look.apron_colour is not None:
        apron = constant(rest, look.apron_colour)
        skirt = assets.quads[assets.group == "helper-skirt"]
        wide = rest + vertex_normals(rest, skirt) * 0.28
        bib = coat & (centre[:, 2] > 0.2) & (np.abs(centre[:, 0]) < 1.15) & (centre[:, 1] < 4.4)
        pieces += [
            cut(
                assets,
                wide,
                skirt[rest[skirt].mean(axis=1)[:, 1] > -5.2],
                apron,
                Region.BODY,
                "cloth",
                "apron",
            ),
            cut(assets, cloth + normals * 0.12, quads[bib], apron, Region.BODY, "cloth", "bib"),
        ]
    return pieces


def _masks(assets: BodyAssets, look: Look, rest: Points, marks: Landmarks) -> list[Piece]:
    """The mask as worn over nose and mouth, and the same pulled down under the chin."""
    quads = assets.quads[assets.group == "body"]
    centre = rest[quads].mean(axis=1)
    on_head = marks.head[quads].all(axis=1)
    sideways = np.abs(centre[:, 0])
    bridge = marks.eye[1] - 0.10 - 0.30 * np.clip(sideways - 0.15, 0, 1)
    worn = (
        on_head
        & (centre[:, 1] < bridge)
        & (centre[:, 1] > marks.chin + 0.02)
        & (centre[:, 2] > marks.skull[2] + 0.55)
        & (sideways < 0.78)
    )
    chin = (
        (on_head | (centre[:, 1] > marks.chin - 0.55))
        & (centre[:, 1] < marks.mouth[1] - 0.22)
        & (centre[:, 1] > marks.chin - 0.5)
        & (centre[:, 2] > marks.skull[2] + 0.25)
        & (sideways < 0.85)
    )
    normals = vertex_normals(rest, quads)
    head_only = np.zeros((len(rest), len(assets.bones)))
    head_only[:, assets.bone_index("head")] = 1
    paint = constant(rest, look.mask_colour)
    paint *= 1 - 0.12 * np.clip(np.sin(rest[:, 1] * 22), 0, 1)[:, None]
    front = np.clip((rest[:, 2] - marks.skull[2]) / 1.4, 0, 1)
    pieces = []
    for name, chosen, lift in (("mask", worn, 0.07 + 0.12 * front), ("chin_mask", chin, 0.10 + 0.10 * front)):
        mesh = quads[chosen]
        bulged = rest + normals * lift[:, None]
        bulged = smoothed(bulged, mesh, 10)
        bulged[:, 2] += 0.10 * front
        pieces.append(cut(assets, bulged, mesh, paint, Region.MASK, "cloth", name, weights=head_only))
    return pieces


def _hair(assets: BodyAssets, look: Look, rest: Points, marks: Landmarks) -> list[Piece]:
    if look.hair == "bald":
        return []
    quads = assets.quads[assets.group == "body"]
    centre = rest[quads].mean(axis=1)
    depth = (centre[:, 2] - marks.skull[2]) / 0.95
    hairline = marks.eye[1] + 0.62 - 1.05 * np.clip(0.35 - depth, 0, 1) * np.where(depth > -0.2, 0.6, 1.0)
    ears = (np.abs(centre[:, 0]) > 0.72) & (np.abs(depth) < 0.32) & (centre[:, 1] < marks.eye[1] + 0.12)
    chosen = marks.head[quads].all(axis=1) & (centre[:, 1] > hairline) & ~ears
    rng = np.random.default_rng(look.seed + 2)
    lift = 0.09 + 0.07 * rng.random(len(rest))
    grown = rest + vertex_normals(rest, quads) * lift[:, None]
    paint = constant(rest, look.hair_colour) * (0.7 + 0.6 * rng.random((len(rest), 1)))
    under_hat = centre[:, 1] < marks.eye[1] + 0.42
    finish: Surface = "hair"
    pieces = [
        cut(assets, grown, quads[chosen], paint, Region.SCALP, finish, "hair"),
        cut(assets, grown, quads[chosen & under_hat], paint, Region.SCALP, finish, "fringe"),
    ]
    if look.hair == "bun":
        pieces.append(hair_bun(assets, look, marks.skull))
    if look.hair == "long":
        strands = assets.quads[assets.group == "helper-hair"]
        chosen_strands = strands[rest[strands].mean(axis=1)[:, 1] > marks.chin - 1.2]
        pieces.append(cut(assets, rest, chosen_strands, paint, Region.SCALP, finish, "strands"))
    return pieces


def _tool(assets: BodyAssets, look: Look, joints: Points) -> list[Piece]:
    """A knife or ladle in the right hand: a handle through the fist, a blade or stem beyond the fingers."""
    if look.tool is None:
        return []
    wrist, knuckle, index, little = (
        joints[assets.bone_index(f"{bone}.R")] for bone in ("wrist", "finger3-1", "finger2-1", "finger5-1")
    )
    fingers = (knuckle - wrist) / np.linalg.norm(knuckle - wrist)
    thumbwards = (index - little) / np.linalg.norm(index - little)
    palm = -np.cross(fingers, thumbwards)
    grip = knuckle + palm * 0.22 - fingers * 0.05
    axis = thumbwards * 0.86 + fingers * 0.5
    axis /= np.linalg.norm(axis)
    frame = np.stack([axis, np.cross(palm, axis), palm])
    weights = np.zeros((8, len(assets.bones)))
    weights[:, assets.bone_index("wrist.R")] = 1

    def bar(size: tuple[float, float, float], along: float, colour: Colour, surface: Surface) -> Piece:
        points = grip + axis * along + _CORNERS * size @ frame
        paint = constant(points, colour)
        return Piece("tool", Region.TOOL, points, _BOX, weights, paint, surface, smooth=False)

    handle = bar((1.2, 0.18, 0.14), 0.1, (0.03, 0.025, 0.02), "rubber")
    if look.tool == "knife":
        return [handle, bar((1.75, 0.30, 0.03), 1.45, (0.55, 0.56, 0.58), "steel")]
    return [handle, bar((2.4, 0.05, 0.05), 1.7, (0.5, 0.5, 0.52), "steel")]


_CORNERS: Points = np.array([[a, b, c] for a in (-0.5, 0.5) for b in (-0.5, 0.5) for c in (-0.5, 0.5)])
_BOX: Indices = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
