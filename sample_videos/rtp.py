"""Clips as access units, and access units as RTP packets (RFC 3550, 6184 for H.264, 7798 for H.265)."""

import base64
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import av
from av.bitstream import BitStreamFilterContext

CLOCK_RATE = 90_000
PAYLOAD_TYPE = 96
MOST_PAYLOAD = 1400
"""Bytes of a packet's payload; larger units are fragmented as they would be on a real network."""

_START_CODE = re.compile(rb"\x00{2,}\x01")
_MARKER = 0x80
_SENDER_REPORT = 200
_NTP_EPOCH_S = 2_208_988_800
"""From 1900, where NTP begins to count, to 1970."""

CodecName = Literal["h264", "hevc"]


@dataclass(frozen=True, slots=True)
class Picture:
    """One access unit. decode_at and show_at: 1/90000 s since the clip's start; nals have no start codes."""

    decode_at: int
    show_at: int
    keyframe: bool
    nals: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """The compressed pictures of a video file, held in memory.

    parameter_sets: VPS (H.265 only), SPS and PPS; every keyframe's picture has its own in front.
    duration: 1/90000 s, from the first picture to where the next loop begins.
    """

    codec: CodecName
    pictures: tuple[Picture, ...]
    parameter_sets: tuple[bytes, ...]
    duration: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file of H.264 or H.265 video.

        Raises:
            ValueError: the file holds no such video.
            OSError, av.FFmpegError: it cannot be read.
        """
        with av.open(str(path)) as container:
            stream = next(iter(container.streams.video), None)
            codec: CodecName
            match stream and stream.codec_context.name:
                case "h264":
                    codec = "h264"
                case "hevc":
                    codec = "hevc"
                case _:
                    raise ValueError(f"{path.name} holds no H.264 or H.265 video")
            assert stream is not None
            to_annex_b = BitStreamFilterContext(f"{codec}_mp4toannexb", stream)
            packets = [
                out
                for packet in container.demux(stream)
                if packet.size and packet.dts is not None
                for out in to_annex_b.filter(packet)
            ]
            if not packets or not packets[0].is_keyframe or stream.time_base is None:
                raise ValueError(f"{path.name} does not begin with a keyframe")
            ticks = stream.time_base * CLOCK_RATE
        units = [[nal for nal in _START_CODE.split(bytes(packet)) if nal] for packet in packets]
        sets = tuple(nal for nal in units[0] if _is_parameter_set(codec, nal))
        first = packets[0].dts or 0
        pictures = []
        for packet, nals in zip(packets, units, strict=True):
            if packet.is_keyframe and not any(_is_parameter_set(codec, nal) for nal in nals):
                nals = [*sets, *nals]
            decode = packet.dts or 0
            show = decode if packet.pts is None else packet.pts
            pictures.append(
                Picture(
                    int((decode - first) * ticks),
                    int((show - first) * ticks),
                    packet.is_keyframe,
                    tuple(nals),
                )
            )
        last = packets[-1].duration
        step = int(last * ticks) if last else CLOCK_RATE // 25
        return cls(codec, tuple(pictures), sets, pictures[-1].decode_at + step)

    def sdp(self, name: str) -> str:
        """The session description of a stream that plays this clip."""
        encoded = [base64.b64encode(nal).decode() for nal in self.parameter_sets]
        if self.codec == "h264":
            sps = next(nal for nal in self.parameter_sets if nal[0] & 0x1F == 7)
            encoding = "H264"
            parameters = (
                f"packetization-mode=1;profile-level-id={sps[1:4].hex()}"
                f";sprop-parameter-sets={','.join(encoded)}"
            )
        else:
            by_type = {
                nal[0] >> 1 & 0x3F: text for nal, text in zip(self.parameter_sets, encoded, strict=True)
            }
            encoding = "H265"
            parameters = f"sprop-vps={by_type[32]};sprop-sps={by_type[33]};sprop-pps={by_type[34]}"
        lines = (
            "v=0",
            "o=- 0 0 IN IP4 127.0.0.1",
            f"s={name}",
            "c=IN IP4 0.0.0.0",
            "t=0 0",
            "a=control:*",
            f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
            f"a=rtpmap:{PAYLOAD_TYPE} {encoding}/{CLOCK_RATE}",
            f"a=fmtp:{PAYLOAD_TYPE} {parameters}",
            "a=control:track1",
        )
        return "".join(f"{line}\r\n" for line in lines)


class Packetizer:
    """One RTP stream: turns pictures into packets with running sequence numbers."""

    def __init__(self, ssrc: int) -> None:
        self._ssrc = ssrc
        self.next_seq = 0
        self._sent = self._sent_bytes = 0

    def report(self, timestamp: int, wall_s: float) -> bytes:
        """A sender report (RFC 3550, 6.4.1): pictures stamped `timestamp` are of this time, s since 1970."""
        ntp = round((wall_s + _NTP_EPOCH_S) * (1 << 32))
        counts = (self._sent & 0xFFFFFFFF, self._sent_bytes & 0xFFFFFFFF)
        head = (0x80, _SENDER_REPORT, 6)
        return struct.pack(">BBHIQIII", *head, self._ssrc, ntp, timestamp & 0xFFFFFFFF, *counts)

    def packets(self, codec: CodecName, picture: Picture, timestamp: int) -> Iterator[bytes]:
        """The packets of one picture; `timestamp` in 1/90000 s, cut to 32 bits."""
        payloads = [payload for nal in picture.nals for payload in _fragments(codec, nal)]
        for index, payload in enumerate(payloads):
            marker = _MARKER if index == len(payloads) - 1 else 0
            header = struct.pack(
                ">BBHII", 0x80, marker | PAYLOAD_TYPE, self.next_seq, timestamp & 0xFFFFFFFF, self._ssrc
            )
            self.next_seq = self.next_seq + 1 & 0xFFFF
            self._sent, self._sent_bytes = self._sent + 1, self._sent_bytes + len(payload)
            yield header + payload


def _is_parameter_set(codec: CodecName, nal: bytes) -> bool:
    return nal[0] & 0x1F in (7, 8) if codec == "h264" else nal[0] >> 1 & 0x3F in (32, 33, 34)


def _fragments(codec: CodecName, nal: bytes) -> Iterator[bytes]:
    """The unit itself, or its fragments: FU-A (RFC 6184, 5.8) or FU (RFC 7798, 4.4.3)."""
    if len(nal) <= MOST_PAYLOAD:
        yield nal
        return
    if codec == "h264":
        indicator, kind, body = bytes([nal[0] & 0xE0 | 28]), nal[0] & 0x1F, memoryview(nal)[1:]
    else:
        indicator = bytes([nal[0] & 0x81 | 49 << 1, nal[1]])
        kind, body = nal[0] >> 1 & 0x3F, memoryview(nal)[2:]
    room = MOST_PAYLOAD - len(indicator) - 1
    for at in range(0, len(body), room):
        start = 0x80 if at == 0 else 0
        end = 0x40 if at + room >= len(body) else 0
        yield indicator + bytes([start | end | kind]) + body[at : at + room]
