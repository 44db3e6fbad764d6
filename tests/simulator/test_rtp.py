import struct
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sample_videos.rtp import MOST_PAYLOAD, Clip, CodecName, Packetizer, Picture
from tests.ingest.clips import write_clip

HEADERS: dict[CodecName, bytes] = {"h264": b"\x65", "hevc": b"\x26\x01"}
codecs = st.sampled_from(list(HEADERS))
bodies = st.lists(st.integers(1, 5 * MOST_PAYLOAD), min_size=1, max_size=5)


def picture(codec: CodecName, sizes: list[int]) -> Picture:
    nals = tuple(HEADERS[codec] + bytes(index % 251 for index in range(size)) for size in sizes)
    return Picture(0, 0, keyframe=True, nals=nals)


def reassemble(codec: CodecName, payloads: list[bytes]) -> list[bytes]:
    """The units in these payloads, by the book: RFC 6184 section 5.8, RFC 7798 section 4.4.3."""
    nals: list[bytes] = []
    for payload in payloads:
        if codec == "h264" and payload[0] & 0x1F == 28:
            start, end, body = payload[1] & 0x80, payload[1] & 0x40, payload[2:]
            header = bytes([payload[0] & 0xE0 | payload[1] & 0x1F])
        elif codec == "hevc" and payload[0] >> 1 & 0x3F == 49:
            start, end, body = payload[2] & 0x80, payload[2] & 0x40, payload[3:]
            header = bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]])
        else:
            nals.append(payload)
            continue
        assert not (start and end)
        if start:
            nals.append(header)
        nals[-1] += body
    return nals


@given(codecs, bodies, st.integers(0, 2**33))
def test_a_picture_survives_its_packets(codec: CodecName, sizes: list[int], timestamp: int) -> None:
    sent = picture(codec, sizes)
    packetizer = Packetizer(ssrc=0xCAFE)
    packetizer.next_seq = 65_534
    packets = list(packetizer.packets(codec, sent, timestamp))
    headers = [struct.unpack(">BBHII", packet[:12]) for packet in packets]
    assert [seq for _, _, seq, _, _ in headers] == [(65_534 + n) % 65_536 for n in range(len(packets))]
    assert {(first, stamp, ssrc) for first, _, _, stamp, ssrc in headers} == {
        (0x80, timestamp % 2**32, 0xCAFE)
    }
    assert [second for _, second, _, _, _ in headers] == [96] * (len(packets) - 1) + [0x80 | 96]
    payloads = [packet[12:] for packet in packets]
    assert max(map(len, payloads)) <= MOST_PAYLOAD
    assert reassemble(codec, payloads) == list(sent.nals)


@pytest.mark.parametrize(
    ("encoder", "codec", "kinds"), [("libx264", "h264", [7, 8]), ("libx265", "hevc", [32, 33, 34])]
)
def test_a_clip_has_its_parameter_sets_before_each_keyframe(
    tmp_path: Path, encoder: str, codec: CodecName, kinds: list[int]
) -> None:
    clip = Clip.read(write_clip(tmp_path / "clip.mp4", codec=encoder))
    assert clip.codec == codec
    assert [nal[0] & 0x1F if codec == "h264" else nal[0] >> 1 & 0x3F for nal in clip.parameter_sets] == kinds
    keyframes = [each for each in clip.pictures if each.keyframe]
    assert [each.decode_at for each in keyframes] == [0, 90_000]
    for each in keyframes:
        assert [nal for nal in each.nals if nal in clip.parameter_sets] == list(clip.parameter_sets)
    assert clip.duration == 180_000
    assert [each.decode_at for each in clip.pictures] == [n * 9000 for n in range(20)]


def test_reordered_pictures_keep_both_their_times(tmp_path: Path) -> None:
    clip = Clip.read(write_clip(tmp_path / "clip.mp4", b_frames=2))
    assert [each.decode_at for each in clip.pictures] == [n * 9000 for n in range(20)]
    shown = [each.show_at for each in clip.pictures]
    assert shown != sorted(shown)
    assert all(each.show_at >= each.decode_at for each in clip.pictures)


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = write_clip(tmp_path / "other.mp4", codec="mpeg4")
    with pytest.raises(ValueError, match=r"other.mp4 holds no H.264 or H.265 video"):
        Clip.read(other)


def test_the_description_of_h265_names_all_parameter_sets(tmp_path: Path) -> None:
    clip = Clip.read(write_clip(tmp_path / "clip.mp4", codec="libx265"))
    assert "a=rtpmap:96 H265/90000" in clip.sdp("x")
    assert {"sprop-vps", "sprop-sps", "sprop-pps"} <= {
        field.split("=")[0] for field in clip.sdp("x").partition("fmtp:96 ")[2].split(";")
    }
    assert replace(clip, pictures=()).sdp("x") == clip.sdp("x")
