"""Rings of packets without a camera: a clip's own, received when its pictures say."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
from av.stream import Stream

from ingest.ring import PacketRing
from ingest.source import StreamInfo
from sample_videos.rtp import CLOCK_RATE, Clip, Picture

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


def receive(ring: PacketRing, clock: Hands, path: Path, *, run: int = 1, until_s: float = 1e9) -> float:
    """Have the ring receive a clip from the clock's present on; the seconds that took."""
    clip, began = Clip.read(path), clock.at
    info = StreamInfo(clip.codec, 0, 0, None, has_b_frames=False, extradata=None)
    for picture in clip.pictures:
        if picture.decode_at > until_s * CLOCK_RATE:
            break
        clock.at = began + timedelta(seconds=picture.decode_at / CLOCK_RATE)
        ring.add(run, info, _packet(picture))
    return (clock.at - began).total_seconds()


def _packet(picture: Picture) -> "av.Packet[Stream]":
    packet: av.Packet[Stream] = av.Packet(b"".join(b"\x00\x00\x00\x01" + nal for nal in picture.nals))
    packet.dts, packet.pts = picture.decode_at, picture.show_at
    packet.time_base, packet.is_keyframe = Fraction(1, CLOCK_RATE), picture.keyframe
    return packet
