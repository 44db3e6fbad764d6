"""Postures: arms that reach for a point, hands that lie on a worktop, fingers that grip, heads that turn."""

from dataclasses import dataclass

import numpy as np

from sample_videos.render.body import BodyAssets, Points, Rotation, bone_matrices, turn

SIDES = ("L", "R")


@dataclass(frozen=True, slots=True)
class Hand:
    """What a hand does: where its wrist is (dm, body space), how the fingers point and how far they close.

    heading_deg turns the fingers inwards from straight ahead, pitch_deg lowers them, roll_deg tips the palm
    from facing down (0) to facing inwards (90); grip runs from 0 (flat) to 1 (fist).
    """

    wrist: tuple[float, float, float]
    heading_deg: float = 25.0
    pitch_deg: float = 15.0
    roll_deg: float = 20.0
    grip: float = 0.4


@dataclass(frozen=True, slots=True)
class Posture:
    """Degrees: stoop leans the trunk forward, twist turns it left; nod lowers the head, look turns it."""

    left: Hand
    right: Hand
    stoop: float = 6.0
    twist: float = 0.0
    sway: float = 0.0
    nod: float = 8.0
    look: float = 0.0
    tilt: float = 0.0


def pose_of(assets: BodyAssets, joints: Points, posture: Posture) -> dict[str, Rotation]:
    """The rotation of every bone that the posture moves."""
    pose: dict[str, Rotation] = {}
    for bone, share in (("spine03", 0.6), ("spine01", 0.4)):
        pose[bone] = (
            turn((0, 1, 0), posture.twist * share)
            @ turn((1, 0, 0), posture.stoop * share)
            @ turn((0, 0, 1), posture.sway * share)
        )
    for bone, share in (("neck01", 0.5), ("head", 0.5)):
        pose[bone] = (
            turn((0, 1, 0), posture.look * share)
            @ turn((1, 0, 0), posture.nod * share)
            @ turn((0, 0, 1), posture.tilt * share)
        )
    for side, hand in (("L", posture.left), ("R", posture.right)):
        _reach(assets, joints, pose, side, hand)
    return pose


def _reach(assets: BodyAssets, joints: Points, pose: dict[str, Rotation], side: str, hand: Hand) -> None:
    def rest(bone: str) -> Points:
        place: Points = joints[assets.bone_index(f"{bone}.{side}")]
        return place

    outward = 1.0 if side == "L" else -1.0
    parent = bone_matrices(assets, joints, pose)[assets.bone_index(f"shoulder01.{side}")]
    inverse = np.linalg.inv(parent)
    shoulder, elbow, wrist = rest("upperarm01"), rest("lowerarm01"), rest("wrist")
    target = (inverse @ np.array([*hand.wrist, 1.0]))[:3]
    upper, lower = np.linalg.norm(elbow - shoulder), np.linalg.norm(wrist - elbow)
    span = target - shoulder
    distance = min(float(np.linalg.norm(span)), float(upper + lower) * 0.985)
    along = span / np.linalg.norm(span)
    down_and_out = inverse[:3, :3] @ np.array([0.55 * outward, -1.0, -0.35])
    sideways = _unit(down_and_out - along * (down_and_out @ along))
    cosine = (upper**2 + distance**2 - lower**2) / (2 * upper * distance)
    upper_direction = along * cosine + sideways * float(np.sqrt(max(0.0, 1 - float(cosine) ** 2)))
    bent_elbow = shoulder + upper_direction * upper
    lower_direction = _unit(shoulder + along * distance - bent_elbow)
    rest_upper, rest_lower = _unit(elbow - shoulder), _unit(wrist - elbow)
    upper_turn = _frame(upper_direction, lower_direction) @ _frame(rest_upper, rest_lower).T
    lower_turn = _swing(rest_lower, upper_turn.T @ lower_direction)
    pose[f"upperarm01.{side}"] = upper_turn
    pose[f"lowerarm01.{side}"] = lower_turn

    knuckle = rest("finger3-1")
    fingers = _unit(knuckle - wrist)
    across = (rest("finger2-1") - rest("finger5-1")) * outward
    palm = _unit(np.cross(fingers, across))
    wanted_fingers = (
        turn((0, 1, 0), -outward * hand.heading_deg) @ turn((1, 0, 0), hand.pitch_deg) @ np.array([0.0, 0, 1])
    )
    wanted_palm = turn(wanted_fingers, -outward * hand.roll_deg) @ np.array([0.0, -1.0, 0.0])
    posed_arm = parent[:3, :3] @ upper_turn @ lower_turn
    hand_turn = posed_arm.T @ _frame(wanted_fingers, wanted_palm) @ _frame(fingers, palm).T
    twist = _twist_about(rest_lower, hand_turn) * 0.5
    forearm_twist = turn(rest_lower, twist)
    pose[f"lowerarm02.{side}"] = forearm_twist
    pose[f"wrist.{side}"] = forearm_twist.T @ hand_turn

    curl_axis = np.cross(fingers, palm)
    for finger in range(2, 6):
        for segment, degrees in ((1, 55.0), (2, 75.0), (3, 45.0)):
            bend = 4 + degrees * hand.grip * (1 + 0.06 * (finger - 3))
            pose[f"finger{finger}-{segment}.{side}"] = turn(curl_axis, bend)
    pose[f"finger1-2.{side}"] = turn(curl_axis, 18 * hand.grip)
    pose[f"finger1-3.{side}"] = turn(curl_axis, 25 * hand.grip)


def _unit(vector: Points) -> Points:
    scaled: Points = vector / np.linalg.norm(vector)
    return scaled


def _frame(first: Points, second: Points) -> Rotation:
    """The right-handed frame whose x is first and whose y lies in the plane of both."""
    x = _unit(first)
    z = _unit(np.cross(x, second))
    return np.stack([x, np.cross(z, x), z], axis=1)


def _swing(start: Points, end: Points) -> Rotation:
    axis = np.cross(start, end)
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return np.eye(3)
    return turn(axis, float(np.degrees(np.arctan2(sine, float(start @ end)))))


def _twist_about(axis: Points, rotation: Rotation) -> float:
    """The part of a rotation, in degrees, that turns about the axis."""
    vector = np.array(
        [rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]]
    )
    scalar = np.sqrt(max(0.0, 1 + float(np.trace(rotation)))) / 2
    imaginary = float(axis @ vector) / max(4 * scalar, 1e-6)
    return float(np.degrees(2 * np.arctan2(imaginary, scalar)))
