"""A clip with a longer quiet time after it, so that a looped camera does not break a rule all the time."""

import json
from pathlib import Path

import av


def quiet_head_s(clip: Path) -> int:
    """Whole seconds at the clip's beginning in which nobody breaks a rule, by the truth beside it."""
    truth = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
    starts = [item["start_s"] for item in truth["violations"]]
    return int(min(starts, default=float(truth["duration_s"])) - 0.5) if starts else 0


def with_encore(clip: Path, out: Path, quiet_s: float) -> Path:
    """Write the clip followed by its quiet head over and over for about `quiet_s`, without re-encoding.

    The clip has a keyframe every second and no B-frames. One without violations is given back as it is.
    """
    head_s = quiet_head_s(clip)
    if head_s < 1:
        return clip
    with av.open(str(clip)) as source, av.open(str(out), "w") as target:
        stream = source.streams.video[0]
        copy = target.add_stream_from_template(stream)
        packets = [packet for packet in source.demux(stream) if packet.size]
        base = stream.time_base
        assert base is not None
        contents = [(bytes(packet), packet.is_keyframe) for packet in packets]
        step = packets[1].pts - packets[0].pts if packets[0].pts is not None and packets[1].pts else 0
        head = contents[: round(head_s / float(step * base))]
        for index, (content, is_keyframe) in enumerate(contents + head * round(quiet_s / head_s)):
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.is_keyframe = copy, base, is_keyframe
            packet.pts = packet.dts = index * step
            packet.duration = step
            target.mux(packet)
    return out
